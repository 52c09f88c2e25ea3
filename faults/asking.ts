import { type App, OPERATOR, REDIRECT_URI, VERIFIER, WEB_APP } from './scene.js';

/** Milliseconds after which an answer is not waited for any longer; the server's own limit for its database is 15 s. */
const PATIENCE = 20_000;

/** The server did not do what it was asked, or did not say so: no answer in time, a broken connection, or a 5xx. */
export class NoAnswer extends Error {}

/** @throws NoAnswer */
export type Send = (url: URL | string, init?: RequestInit) => Promise<Response>;

/** Asks, and follows no redirect. */
export function sender(patience = PATIENCE): Send {
  return async (url, init) => {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) }).catch(
      (error: Error) => {
        throw new NoAnswer(`${error.message} ${(error.cause as Error | undefined)?.message ?? ''}`);
      },
    );
    if (answer.status >= 500) throw new NoAnswer(`${answer.status} ${(await answer.text()).slice(0, 300)}`);
    return answer;
  };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** RFC 6749 §5.1. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Speaks to the server as the two clients of the scene. */
export class Asker {
  private token: Promise<string> | undefined;
  private fetchedAt = 0;

  /** @param base of the server, such as `http://localhost:3000` */
  constructor(
    readonly base: string,
    readonly send: Send = sender(),
  ) {}

  redeem(code: string): Promise<Answer> {
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
    return this.post('/oauth2/token', form);
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  revoke(token: string): Promise<Answer> {
    return this.post('/oauth2/revoke', { token });
  }

  async isActive(token: string): Promise<boolean> {
    return (JSON.parse((await this.post('/oauth2/introspect', { token })).text) as { active: boolean }).active;
  }

  /** @param path after `/admin/v1` */
  async admin(
    method: string,
    path: string,
    body?: object,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${await this.adminToken()}`, ...more };
    if (body) headers['content-type'] = 'application/json';
    return this.ask(`/admin/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  }

  post(path: string, form: Readonly<Record<string, string>>, { id, secret }: App = WEB_APP): Promise<Answer> {
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    return this.ask(path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  }

  private async ask(path: string, init: RequestInit): Promise<Answer> {
    const answer = await this.send(`${this.base}${path}`, init);
    const text = await answer.text().catch((error: Error) => {
      throw new NoAnswer(error.message);
    });
    return { status: answer.status, text };
  }

  /** For the operator; asked for again before it has ended. */
  private adminToken(): Promise<string> {
    if (!this.token || performance.now() - this.fetchedAt > 120_000) {
      this.fetchedAt = performance.now();
      const fetched = this.post('/oauth2/token', { grant_type: 'client_credentials' }, OPERATOR).then(accessTokenOf);
      fetched.catch(() => {
        this.token = undefined;
      });
      this.token = fetched;
    }
    return this.token;
  }
}

function accessTokenOf({ status, text }: Answer): string {
  if (status !== 200) throw new Error(`the operator gets no token: ${status} ${text}`);
  return (JSON.parse(text) as Tokens).access_token;
}
