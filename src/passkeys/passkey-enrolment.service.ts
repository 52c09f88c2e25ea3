import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';
import { PASSKEY_EVENTS } from './audit-events.js';
import { readAnswer } from './browser-answer.js';
import { REGISTRATION, verifyRegistration } from './ceremonies.js';
import { Challenges } from './challenges.service.js';
import { MOST_PASSKEYS, type Passkey, passkeyName } from './passkey.js';
import { PasskeyRefused, type Reason } from './passkey-refused.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';
import type { PasskeyAttempt } from './passkeys.service.js';

/** Adds passkeys to accounts. */
@Injectable()
export class PasskeyEnrolment {
  constructor(
    private readonly repository: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly users: UsersService,
  ) {}

  /**
   * WebAuthn Level 3 §7.1. The caller knows that the person has signed in lately, so user verification counts from now on.
   * @throws PasskeyRefused
   */
  async add(user: User, given: string, { text, purpose, sent, facts }: PasskeyAttempt): Promise<Passkey> {
    const { id: userId } = user;
    const { party } = this.site;
    if (!party) throw new PasskeyRefused('origin');
    const answer = readAnswer(text, REGISTRATION);
    const challenge = this.challenges.live(sent, purpose, answer.challenge);
    if (!challenge) throw new PasskeyRefused('outdated');
    if (answer.isFramed || !party.origins.includes(answer.origin)) throw new PasskeyRefused('origin');
    const { userVerified, ...credential } = await verifyRegistration(answer, party);
    if (!this.site.takes(credential)) throw new PasskeyRefused('model');
    const createdAt = this.clock.now();
    const passkey = {
      ...credential,
      id: randomUUID(),
      userId,
      transports: answer.transports.join(' '),
      uvInitializedAt: userVerified ? createdAt : null,
      name: passkeyName(given),
      createdAt,
    };
    const added = await this.database.transaction(async (transaction): Promise<Passkey | Reason> => {
      await transaction.lock(`passkeys of ${userId}`);
      const others = await this.repository.allOf(userId, transaction);
      if (!(await this.users.isStill(user, transaction))) return 'outdated';
      if (others.length >= MOST_PASSKEYS) return 'too-many';
      if (!(await this.challenges.use(challenge, transaction))) return 'outdated';
      const whole = { ...passkey, userHandle: this.site.userHandle(userId, others) };
      if (!(await this.repository.insert(whole, transaction))) return 'known';
      const { id, name, aaguid, backup } = whole;
      const details = { user: userId, passkey: id, name, aaguid, backup };
      await this.audit.record({ type: PASSKEY_EVENTS.added, actor: userId, details }, facts, transaction);
      return { ...whole, lastUsedAt: null };
    });
    if (typeof added === 'string') throw new PasskeyRefused(added);
    return added;
  }
}
