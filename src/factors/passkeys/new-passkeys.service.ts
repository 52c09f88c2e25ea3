import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import type { User } from '../../users/user.js';
import { readAnswer } from './browser-answer.js';
import { REGISTRATION, verifyRegistration } from './ceremonies.js';
import { Challenges } from './challenges.service.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';
import type { PasskeyAttempt } from './passkeys.service.js';

/** Stores a passkey that was verified, as this factor. @throws PasskeyRefused */
export type StorePasskey = (factorId: string, transaction: Transaction) => Promise<void>;

/** Takes passkeys that people add to their accounts. */
@Injectable()
export class NewPasskeys {
  constructor(
    private readonly repository: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly clock: Clock,
  ) {}

  /**
   * WebAuthn Level 3 §7.1. The caller knows that the person has just proven who they are, so user verification counts from now
   * on (§4 `uvInitialized`).
   * @throws PasskeyRefused
   */
  async verify({ id: userId }: User, { text, purpose, sent }: Omit<PasskeyAttempt, 'facts'>): Promise<StorePasskey> {
    const { party } = this.site;
    if (!party) throw new PasskeyRefused('origin');
    const answer = readAnswer(text, REGISTRATION);
    const challenge = this.challenges.live(sent, purpose, answer.challenge);
    if (!challenge) throw new PasskeyRefused('outdated');
    if (answer.isFramed || !party.origins.includes(answer.origin)) throw new PasskeyRefused('origin');
    const { userVerified, ...credential } = await verifyRegistration(answer, party);
    if (!this.site.takes(credential)) throw new PasskeyRefused('model');
    return async (factorId, transaction) => {
      if (!(await this.challenges.use(challenge, transaction))) throw new PasskeyRefused('outdated');
      const passkey = {
        ...credential,
        factorId,
        userId,
        userHandle: this.site.userHandle(userId, await this.repository.allOf(userId, transaction)),
        transports: answer.transports.join(' '),
        uvInitializedAt: userVerified ? this.clock.now() : null,
      };
      if (!(await this.repository.insert(passkey, transaction))) throw new PasskeyRefused('known');
    };
  }
}
