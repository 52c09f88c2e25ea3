import { Browser } from '../../examples/headless-browser.js';
import type { Asker, Tokens } from '../asking.js';
import type { Authorization, Known, Ledger, Session } from '../load/ledger.js';
import { authorizationPath, CODE_LIFETIME, GRACE } from '../scene.js';
import type { Tally } from './tally.js';

/** Milliseconds around the end of a code or a grace time in which either answer is right. */
const MARGIN = 2_000;

const AT_ONCE = 8;

/** Refresh tokens that were replaced, each with the access token that fell with them if one of them is used again. */
export interface Elder {
  readonly token: string;
  /** By `performance.now()`. */
  readonly replacedAt: number;
  readonly accessToken: string;
}

/** Asks the server about everything that it has acknowledged, when no load is on it. */
export class Judge {
  private elders: readonly Elder[] = [];

  constructor(
    private readonly asker: Asker,
    private readonly ledger: Ledger,
    private readonly tally: Tally,
  ) {}

  /** All since the last round. */
  async round(): Promise<void> {
    const { tally, ledger } = this;
    for (const what of ledger.lost.splice(0)) tally.lose(what);
    for (const what of ledger.doubled.splice(0)) tally.double(what);
    for (const what of ledger.wronglyAccepted.splice(0)) tally.acceptWrongly(what);
    const { sessions, authorizations } = ledger.take();
    await inTurns(authorizations, (each) => (each.redeemed === 'yes' ? this.tokens(each) : this.code(each)));
    await inTurns(sessions, (each) => this.session(each));
  }

  /** Refresh tokens that were replaced longer ago than a retry may come (RFC 9700 §4.14.2); each once. */
  async old(): Promise<void> {
    const limit = performance.now() - GRACE - MARGIN;
    const ripe = this.elders.filter(({ replacedAt }) => replacedAt < limit);
    this.elders = this.elders.filter(({ replacedAt }) => replacedAt >= limit);
    await inTurns(ripe, async ({ token, accessToken }) => {
      this.tally.count();
      if ((await this.asker.refresh(token)).status === 200)
        this.tally.acceptWrongly('a refresh token replaced long ago');
      if (await this.asker.isActive(accessToken)) this.tally.acceptWrongly('tokens after the reuse of a refresh token');
    });
  }

  /** A code that is not known to be redeemed. */
  private async code(authorization: Authorization): Promise<void> {
    const { asker, tally } = this;
    const { code, redeemed, codeVoid } = authorization;
    tally.count();
    const first = await asker.redeem(code);
    const age = performance.now() - authorization.issuedAt;
    if (first.status !== 200) {
      if (redeemed === 'no' && codeVoid === 'no' && age < CODE_LIFETIME - MARGIN)
        tally.lose(`a code: ${first.status} ${first.text}`);
      return;
    }
    if (codeVoid === 'yes') tally.acceptWrongly('a code of an ended session or a withdrawn consent');
    if (authorization.revoked === 'yes') tally.double('a code');
    if (age > CODE_LIFETIME + MARGIN) tally.acceptWrongly('a code that had ended');
    await this.again(code, (JSON.parse(first.text) as Tokens).access_token);
  }

  /** The tokens of a redeemed code. */
  private async tokens(authorization: Authorization): Promise<void> {
    const { asker, tally } = this;
    const { tokens, revoked, code } = authorization;
    if (!tokens) return;
    tally.count(3); // the code, the access token and the refresh token
    const active = await asker.isActive(tokens.access_token);
    const refreshed = await asker.refresh(tokens.refresh_token);
    const isGood = refreshed.status === 200;
    if (revoked === 'no' && !active) tally.lose('an access token is not active');
    if (revoked === 'no' && !isGood && !this.isLate(authorization))
      tally.lose(`a refresh token: ${refreshed.status} ${refreshed.text}`);
    if (revoked === 'yes' && (active || isGood)) tally.acceptWrongly('tokens that were revoked');
    if (!isGood) return this.again(code, tokens.access_token);
    const { access_token: accessToken } = JSON.parse(refreshed.text) as Tokens;
    if (Math.random() < 0.5) await this.again(code, accessToken);
    else this.elders = [...this.elders, { token: tokens.refresh_token, replacedAt: performance.now(), accessToken }];
  }

  /** A rotation that was not answered may have been done, and a retry may have come too late. */
  private isLate({ rotationAskedAt }: Authorization): boolean {
    return rotationAskedAt !== undefined && performance.now() - rotationAskedAt > GRACE - MARGIN;
  }

  /** A code is not redeemed twice, and the attempt revokes what came of it (RFC 6749 §4.1.2). */
  private async again(code: string, accessToken: string): Promise<void> {
    if ((await this.asker.redeem(code)).status === 200) this.tally.double('a code was redeemed again');
    if (await this.asker.isActive(accessToken)) this.tally.acceptWrongly('an access token whose code was used twice');
  }

  private async session({ person, cookie, ended }: Session): Promise<void> {
    const { asker, tally } = this;
    const consent: Known = this.ledger.consents.get(person) ?? 'no';
    tally.count(ended === 'no' && consent === 'yes' ? 2 : 1);
    const browser = new Browser(asker.base, {}, asker.send);
    browser.setCookie('gatehouse_session', cookie);
    await browser.get(authorizationPath({ prompt: 'none' }));
    const answer = new URL(browser.location ?? browser.page.url).searchParams;
    const code = answer.get('code');
    const error = answer.get('error') ?? `${browser.page.status} ${browser.page.url}`;
    if (code === null) {
      if (ended === 'no' && error !== 'consent_required') tally.lose(`the session of ${person}: ${error}`);
      if (consent === 'yes' && error === 'consent_required') tally.lose(`the consent of ${person}`);
    } else if (ended === 'yes' || consent === 'no') {
      // Another replica may give out a code for a moment; it is worth nothing (decision 22).
      const what = ended === 'yes' ? 'an ended session' : 'a withdrawn consent';
      if ((await asker.redeem(code)).status === 200) tally.acceptWrongly(`${what} of ${person}`);
    }
  }
}

async function inTurns<T>(all: readonly T[], look: (each: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const one = async () => {
    for (const each of left) await look(each);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
