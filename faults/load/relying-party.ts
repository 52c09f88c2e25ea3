import type { Asker, Tokens } from '../asking.js';
import { CODE_LIFETIME, GRACE } from '../scene.js';
import type { Authorization, Ledger } from './ledger.js';

/** Milliseconds before its end from which on a code or a grace time counts as over, because a request takes its time. */
const MARGIN = 2_000;

/** What the app does with codes and tokens. */
export class RelyingParty {
  constructor(
    private readonly asker: Asker,
    private readonly ledger: Ledger,
  ) {}

  async redeem(authorization: Authorization): Promise<void> {
    authorization.redeemed = 'perhaps';
    const { status, text } = await this.asker.redeem(authorization.code);
    if (status === 200) {
      authorization.redeemed = 'yes';
      authorization.tokens = JSON.parse(text) as Tokens;
      return;
    }
    authorization.codeVoid = 'yes';
    if (isAlive(authorization)) this.ledger.lost.push(`a code of ${nameOf(authorization)}: ${status} ${text}`);
  }

  /** RFC 6749 §4.1.2: the second use is refused, and all that came from the first is revoked. */
  async redeemTwice(authorization: Authorization): Promise<void> {
    authorization.redeemed = 'perhaps';
    authorization.revoked = 'perhaps';
    const answers = await Promise.allSettled([1, 2].map(() => this.asker.redeem(authorization.code)));
    const got = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const granted = got.filter(({ status }) => status === 200);
    if (granted.length > 1) this.ledger.doubled.push(`a code of ${nameOf(authorization)} was redeemed twice`);
    if (granted[0]) {
      authorization.redeemed = 'yes';
      authorization.tokens = JSON.parse(granted[0].text) as Tokens;
    }
    if (got.length > granted.length) authorization.revoked = 'yes';
    if (got.length === 2 && granted.length === 0 && isAlive(authorization))
      this.ledger.lost.push(`a code of ${nameOf(authorization)}, redeemed twice at once: ${got[0]?.text}`);
  }

  async refresh(authorization: Authorization): Promise<void> {
    const { tokens } = authorization;
    if (!tokens) return;
    authorization.rotationAskedAt ??= performance.now();
    const { status, text } = await this.asker.refresh(tokens.refresh_token);
    if (status === 200) {
      authorization.former = { token: tokens.refresh_token, replacedAt: performance.now() };
      authorization.tokens = JSON.parse(text) as Tokens;
      delete authorization.rotationAskedAt;
      return;
    }
    authorization.revoked = 'yes';
    // One whose first answer got lost longer ago looks like a stolen one, and is refused rightly.
    if (performance.now() - authorization.rotationAskedAt < GRACE - MARGIN)
      this.ledger.lost.push(`a refresh token of ${nameOf(authorization)}: ${status} ${text}`);
  }

  async revoke(authorization: Authorization): Promise<void> {
    if (!authorization.tokens) return;
    authorization.revoked = 'perhaps';
    await this.asker.revoke(authorization.tokens.refresh_token);
    authorization.revoked = 'yes';
  }
}

/** Whether the code can still be redeemed, if nothing else is in the way. */
export function isAlive({ issuedAt }: Authorization): boolean {
  return performance.now() - issuedAt < CODE_LIFETIME - MARGIN;
}

function nameOf({ session }: Authorization): string {
  return session.person;
}
