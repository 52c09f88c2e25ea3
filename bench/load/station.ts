import type { Target } from '../contestants/contestant.js';
import { scene } from '../contestants/scene.js';
import type { Checks } from './checks.js';
import type { Answer, Connection } from './connection.js';
import type { Order, TokenAnswer } from './order.js';
import { authorizationQuery, get, post } from './requests.js';

/** One connection of the load generator and the browser that is signed in on it. */
export class Station {
  private readonly browser: string;
  private readonly query: string;
  private requests = 0;

  constructor(
    readonly order: Order,
    readonly connection: Connection,
    readonly index: number,
    readonly checks: Checks,
  ) {
    const { cookies, forApi } = order.target;
    this.browser = `cookie: ${cookies[index % cookies.length]}\r\n`;
    this.query = authorizationQuery(forApi);
  }

  get target(): Target {
    return this.order.target;
  }

  /** Authorization request of a signed-in browser. @returns a fresh code */
  async authorize(): Promise<string> {
    const { paths, port } = this.target;
    const state = `${this.index}-${this.requests++}`;
    const answer = await this.connection.send(
      get(`${paths.authorize}?${this.query}&state=${state}&nonce=n-${state}`, port, this.browser),
    );
    const location = /\r\nlocation: (\S+)/i.exec(answer.head)?.[1] ?? '';
    const code = /[?&]code=([^&]+)/.exec(location)?.[1];
    this.checks.that(answer.status === 302 || answer.status === 303, 'authorize redirects', answer);
    this.checks.that(
      location.startsWith(scene.redirectUri) && location.includes(`state=${state}`),
      'authorize answers the client',
      answer,
    );
    return this.checks.fresh(code, answer);
  }

  /** @param extra `resource` where the peer is to make a JWT */
  redeem(code: string, extra: Readonly<Record<string, string>> = this.target.forApi): Promise<TokenAnswer> {
    const { codeVerifier, redirectUri } = scene;
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      ...extra,
    });
  }

  async token(form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
    const answer = await this.post(this.target.paths.token, form);
    this.checks.that(answer.status === 200, 'the token endpoint answers 200', answer);
    const tokens = JSON.parse(answer.body) as TokenAnswer;
    this.checks.note(tokens);
    return tokens;
  }

  post(path: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.connection.send(post(path, this.target.port, new URLSearchParams(form).toString()));
  }
}

/** Prepares a station; what comes back is one unit of the work. */
export type Work = (station: Station) => Promise<() => Promise<void>>;
