import { Injectable } from '@nestjs/common';
import type { Visitor } from '../../platform/http/visitor.js';
import { SecondFactorSteps, SignInGone, type WaitingSignIn } from '../sign-in/second-factor-steps.service.js';
import { methodsOf } from './passkey-methods.js';
import { PasskeySite } from './passkey-site.js';
import { Passkeys } from './passkeys.service.js';

/** RFC 8176 §2: what only the person knows. */
const KNOWLEDGE = 'pwd';

/** Completes sign-ins by passkeys. */
@Injectable()
export class PasskeySteps {
  constructor(
    private readonly steps: SecondFactorSteps,
    private readonly passkeys: Passkeys,
    private readonly site: PasskeySite,
  ) {}

  /**
   * @param text what the browser sent of the passkey
   * @returns where the browser goes
   * @throws PasskeyRefused, SignInGone, SignInRefused
   */
  complete(visitor: Visitor, waiting: WaitingSignIn, text: string): Promise<string> {
    const { cookies, facts } = visitor;
    const attempt = { text, purpose: purposeOf(waiting), sent: cookies.sent, facts };
    const known = { userId: waiting.user.id, hasProvenKnowledge: waiting.signIn.amr.includes(KNOWLEDGE) };
    return this.passkeys.verify(attempt, known, async ({ passkey, userVerified, use }) => {
      const counts = userVerified && this.site.countsAsTwo;
      const amr = methodsOf({ userVerified: counts, isHardware: this.site.isHardware(passkey) });
      const path = await this.steps.complete(visitor, waiting, { amr }, (transaction) =>
        use(transaction).then(() => true),
      );
      if (path === undefined) throw new SignInGone();
      return path;
    });
  }
}

/** What challenges are for that complete this sign-in. */
export function purposeOf({ signIn }: WaitingSignIn): string {
  return `step ${signIn.digest}`;
}
