import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { SentCookies } from '../platform/http/cookies.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import type { User } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { PASSKEY_EVENTS } from './audit-events.js';
import { readAnswer } from './browser-answer.js';
import { type Assertion, AUTHENTICATION, type AuthenticationAnswer, verifyAuthentication } from './ceremonies.js';
import { Challenges, type LiveChallenge } from './challenges.service.js';
import { canBeBackedUp, type Passkey } from './passkey.js';
import { PasskeyRefused, type Reason } from './passkey-refused.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';

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

/** What the use of a passkey has proven. */
export interface PasskeyProof {
  readonly user: User;
  readonly passkey: Passkey;
  /** Whether the authenticator has verified who uses it, and is trusted with that. */
  readonly userVerified: boolean;
}

/** Verifies what people prove by passkeys. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly repository: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly users: UserStore,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * WebAuthn Level 3 §7.2. Nothing is written unless the signature is right.
   * @throws PasskeyRefused
   */
  async verify({ text, purpose, sent, facts }: PasskeyAttempt, known: Known = {}): Promise<PasskeyProof> {
    const { party } = this.site;
    if (!party) throw new PasskeyRefused('origin');
    const answer = readAnswer(text, AUTHENTICATION);
    const challenge = this.challenges.live(sent, purpose, answer.challenge);
    if (!challenge) throw new PasskeyRefused('outdated');
    if (answer.isFramed || !party.origins.includes(answer.origin)) throw new PasskeyRefused('origin');
    const passkey = await this.repository.find(answer.id);
    const user = passkey && (await this.users.find(passkey.userId));
    if (!passkey || !user || !belongs(passkey, answer, known)) throw new PasskeyRefused('unknown');
    try {
      const assertion = await verifyAuthentication(answer, passkey, party);
      if (canBeBackedUp(assertion.backup) !== canBeBackedUp(passkey.backup)) throw new PasskeyRefused('invalid');
      if (user.disabled) throw new PasskeyRefused('unknown');
      await this.use(challenge, passkey, assertion, known);
      const userVerified = assertion.userVerified && passkey.uvInitializedAt !== null;
      return { user, passkey, userVerified };
    } catch (error) {
      if (error instanceof PasskeyRefused) await this.recordRefusal(passkey, error.reason, facts);
      throw error;
    }
  }

  /** Uses challenge and counter up, of many requests at the same time too; one of them succeeds. */
  private async use(
    challenge: LiveChallenge,
    passkey: Passkey,
    { counter, backup, userVerified }: Assertion,
    { hasProvenKnowledge = false }: Known,
  ): Promise<void> {
    const at = this.clock.now();
    // §4 uvInitialized: the first user verification is not trusted, unless another factor stands for it.
    const uvInitializedAt = userVerified && hasProvenKnowledge ? at : null;
    const refusal = await this.database.transaction(async (transaction): Promise<Reason | undefined> => {
      if (!(await this.challenges.use(challenge, transaction))) return 'outdated';
      const isUsed = await this.repository.use(passkey.id, { counter, backup, at, uvInitializedAt }, transaction);
      return isUsed ? undefined : 'copied';
    });
    if (refusal) throw new PasskeyRefused(refusal);
  }

  private recordRefusal({ id, userId }: Passkey, reason: Reason, facts: RequestFacts): Promise<void> {
    return this.audit.record({ type: PASSKEY_EVENTS.refused, details: { user: userId, passkey: id, reason } }, facts);
  }
}

/** §7.2 step 6: the passkey is one of the account that is known, and what the authenticator says of the account is right. */
function belongs(passkey: Passkey, { userHandle }: AuthenticationAnswer, { userId }: Known): boolean {
  if (userHandle !== undefined && userHandle !== passkey.userHandle) return false;
  return userId === undefined ? userHandle !== undefined : userId === passkey.userId;
}
