import { Inject, Injectable } from '@nestjs/common';
import { AuditService, type By } from '../audit/audit.service.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { NotThere } from '../platform/refusals.js';
import { Sealer } from '../platform/secrets.js';
import { generateKey } from './key-material.js';
import { KeyRing } from './key-ring.js';
import {
  nextActiveAt,
  REPLICA_LEAD,
  type RotationSchedule,
  revoke,
  type SigningKey,
  scheduleFor,
  succeed,
} from './signing-key.js';
import { SIGNING_KEYS, SigningKeyRepository } from './signing-key.repository.js';

export interface RotateOptions extends By {
  /** The new key signs as soon as every replica publishes it, and not only when every cached key set has it. */
  readonly immediately?: boolean;
}

/** What a rotation did. */
export interface Rotation {
  /** The key that takes over. */
  readonly kid: string;
  /** Keys that were published and waited to sign; the new one comes instead of them, and they are gone. */
  readonly dropped: readonly string[];
}

/** Makes new keys when they are due. Replicas may do so at the same time: one of them does. */
@Injectable()
export class KeyRotation {
  private readonly schedule: RotationSchedule;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly repository: SigningKeyRepository,
    private readonly ring: KeyRing,
    private readonly sealer: Sealer,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.schedule = scheduleFor(config.lifetimes.signingKey, config.lifetimes.session);
  }

  /** Makes the keys of these algorithms that are due, in parallel, but one round after the other. The ring must be loaded. */
  rotateWhereDue(algorithms: readonly string[]): Promise<void> {
    this.round = this.round.catch(() => undefined).then(() => this.makeDue(algorithms));
    return this.round;
  }

  private async makeDue(algorithms: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const due = algorithms.filter((alg) => nextActiveAt(this.ring.all(alg), now, this.schedule) !== undefined);
    if (due.length === 0) return;
    await Promise.all(due.map((alg) => this.introduce(alg, (keys, at) => nextActiveAt(keys, at, this.schedule), {})));
    await this.ring.reload();
  }

  /** Makes a new key now, due or not. It takes over when it has been published for long enough. */
  async rotate(alg: string, options: RotateOptions): Promise<Rotation> {
    const lead = options.immediately ? REPLICA_LEAD : this.schedule.lead;
    const rotation = await this.introduce(alg, (keys, now) => (keys.length === 0 ? now : after(now, lead)), options);
    await this.ring.reload();
    return rotation;
  }

  /** Takes a key back at once. @throws NotThere */
  async revoke(kid: string, { actor, facts }: By): Promise<void> {
    const alg = (await this.repository.all()).find((key) => key.kid === kid)?.alg;
    if (alg === undefined) throw noKey(kid);
    const material = await generateKey(alg, this.sealer);
    await this.database.transaction(async (transaction) => {
      await transaction.lock(SIGNING_KEYS);
      const now = this.clock.now();
      const keys = (await this.repository.all(transaction)).filter((key) => key.alg === alg);
      const revoked = keys.find((key) => key.kid === kid);
      if (!revoked) throw noKey(kid);
      const revocation = revoke(keys, revoked, now, this.schedule.retention);
      const { state, newActiveAt, changed } = revocation;
      const made =
        newActiveAt === undefined ? undefined : { ...material, createdAt: now, activeAt: newActiveAt, expiresAt: null };
      await this.repository.revoke(transaction, kid, revocation, made);
      const successor = state === 'active' ? (made ?? changed)?.kid : undefined;
      const details = { kid, alg, before: { state }, ...(successor ? { successor } : {}) };
      await this.audit.record({ type: 'signing-key.revoked', actor, details }, facts, transaction);
    });
    await this.ring.reload();
  }

  /** @param when decides on the keys as they are once no other replica can change them; undefined: no key is needed */
  private async introduce(
    alg: string,
    when: (keys: readonly SigningKey[], now: Instant) => Instant | undefined,
    { actor, facts }: By,
  ): Promise<Rotation> {
    // Made before the transaction, because an RSA key takes its time and everybody else would wait for it.
    const material = await generateKey(alg, this.sealer);
    const dropped = await this.database.transaction(async (transaction) => {
      await transaction.lock(SIGNING_KEYS);
      const now = this.clock.now();
      const keys = (await this.repository.all(transaction)).filter((key) => key.alg === alg);
      const wantedActiveAt = when(keys, now);
      if (wantedActiveAt === undefined) return [];
      const succession = succeed(keys, wantedActiveAt, now, this.schedule.retention);
      const key = { ...material, createdAt: now, activeAt: succession.activeAt, expiresAt: null };
      await this.repository.introduce(transaction, key, succession);
      const dropped = succession.dropped.map(({ kid }) => kid);
      const replaces = succession.retired?.kid;
      const details = {
        kid: key.kid,
        alg,
        after: { activeAt: key.activeAt },
        ...(replaces ? { replaces } : {}),
        ...(dropped.length > 0 ? { dropped } : {}),
      };
      const type = replaces ? 'signing-key.rotated' : 'signing-key.created';
      await this.audit.record({ type, actor, details }, facts, transaction);
      return dropped;
    });
    return { kid: material.kid, dropped };
  }
}

function noKey(kid: string): NotThere {
  return new NotThere(`there is no signing key ${kid}`);
}
