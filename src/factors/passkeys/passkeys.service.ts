import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import type { SentCookies } from '../../platform/http/cookies.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import { Enrolments } from '../enrolments.service.js';
import { readAnswer } from './browser-answer.js';
import { type Assertion, AUTHENTICATION, type AuthenticationAnswer, verifyAuthentication } from './ceremonies.js';
import { Challenges, type LiveChallenge } from './challenges.service.js';
import { canBeOf, type Passkey } from './passkey.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { RefusedPasskeys } from './refused-passkeys.service.js';

/** What a browser sent of a passkey. */
export interface PasskeyAttempt {
  /** As JSON (WebAuthn Level 3 §5.1.1). */
  readonly text: string;
  /** What the challenge was made for. */
  readonly purpose: string;
  readonly sent: SentCookies;
  readonly facts: RequestFacts;
}

/** What is known of the person before the passkey is used. */
export interface Known {
  /** Whose passkey it has to be; left out: the passkey says who it is. */
  readonly userId?: string;
  /** Whether the person has just proven something that only they know: by that, user verification begins to count. */
  readonly hasProvenKnowledge?: boolean;
}

/** A passkey whose signature is right. It proves nothing before it is used up. */
export interface SignedPasskey {
  readonly user: User;
  readonly passkey: Passkey;
  /** Whether the authenticator has verified who uses it, and is trusted with that. */
  readonly userVerified: boolean;
  /** Uses challenge and counter up, of many requests at the same time too: for one of them. @throws PasskeyRefused */
  readonly use: (transaction: Transaction) => Promise<void>;
}

/** Verifies what people prove by passkeys. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly repository: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly enrolments: Enrolments,
    private readonly site: PasskeySite,
    private readonly users: UserStore,
    private readonly refused: RefusedPasskeys,
    private readonly clock: Clock,
  ) {}

  /**
   * WebAuthn Level 3 §7.2. Nothing of the passkey is written.
   * @param complete gets the passkey, and uses it up in the transaction of what it is used for
   * @throws PasskeyRefused
   * @throws TooManyAttempts if too many of the same network failed: each is recorded
   */
  async verify<T>(
    { text, purpose, sent, facts }: PasskeyAttempt,
    known: Known,
    complete: (signed: SignedPasskey) => Promise<T>,
  ): Promise<T> {
    const { party } = this.site;
    if (!party) throw new PasskeyRefused('origin');
    const answer = readAnswer(text, AUTHENTICATION);
    const challenge = this.challenges.live(sent, purpose, answer.challenge);
    if (!challenge) throw new PasskeyRefused('outdated');
    if (answer.isFramed || !party.origins.includes(answer.origin)) throw new PasskeyRefused('origin');
    await this.refused.admit(facts);
    const passkey = await this.repository.find(answer.id);
    const user = passkey && (await this.users.find(passkey.userId));
    if (!passkey || !user || !belongs(passkey, answer, known)) throw new PasskeyRefused('unknown');
    try {
      const assertion = await verifyAuthentication(answer, passkey, party);
      if (!canBeOf(assertion.backup, passkey)) throw new PasskeyRefused('invalid');
      if (user.disabled) throw new PasskeyRefused('unknown');
      return await complete(this.signed(user, passkey, assertion, challenge, known));
    } catch (error) {
      if (error instanceof PasskeyRefused) await this.refused.record(passkey, error.reason, facts);
      throw error;
    }
  }

  private signed(
    user: User,
    passkey: Passkey,
    { counter, backup, userVerified }: Assertion,
    challenge: LiveChallenge,
    { hasProvenKnowledge = false }: Known,
  ): SignedPasskey {
    const { factorId, uvInitializedAt } = passkey;
    // §4 uvInitialized: the first user verification is not trusted, unless another factor stands for it.
    const begins = userVerified && hasProvenKnowledge ? this.clock.now() : null;
    const use = async (transaction: Transaction) => {
      if (!(await this.challenges.use(challenge, transaction))) throw new PasskeyRefused('outdated');
      const isUsed = await this.repository.use(factorId, { counter, backup, uvInitializedAt: begins }, transaction);
      if (!isUsed) throw new PasskeyRefused('copied');
      await this.enrolments.used(factorId, transaction);
    };
    return { user, passkey, userVerified: userVerified && uvInitializedAt !== null, use };
  }
}

/** §7.2 step 6: the passkey is one of the account that is known, and what the authenticator says of the account is right. */
function belongs(passkey: Passkey, { userHandle }: AuthenticationAnswer, { userId }: Known): boolean {
  if (userHandle !== undefined && userHandle !== passkey.userHandle) return false;
  return userId === undefined ? userHandle !== undefined : userId === passkey.userId;
}
