import { Inject, Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Sealer } from '../platform/crypto/secrets.js';
import { type Connection, Database, type Transaction } from '../platform/database/database.js';
import { NotFound } from '../platform/validation/refusals.js';
import { KEY_EVENTS } from './audit-events.js';
import { generateKey, type KeyMaterial } from './key-material.js';
import { KeyRing } from './key-ring.js';
import {
  type Advance,
  advance,
  isOutOfUse,
  nextActiveAt,
  type RotationSchedule,
  resume,
  retire,
  revoke,
  SHORTEST_LEAD,
  type SigningKey,
  scheduleFor,
  succeed,
} from './signing-key.js';
import { SIGNING_KEYS, SigningKeyRepository } from './signing-key.repository.js';

export interface RotateOptions extends AuditContext {
  /** The key that waits, or else a new one, signs as soon as no cached key set can lack it. */
  readonly immediately?: boolean;
}

/** The outcome of a rotation. */
export interface Rotation {
  /** The key that takes over. */
  readonly kid: string;
  /** Whether it is new; false if it was published already and takes over sooner now. */
  readonly isNew: boolean;
  /** Keys that were published but did not sign yet; the new one replaced them, and they are deleted. */
  readonly dropped: readonly string[];
}

/** The keys of one algorithm, while no other replica can change them. */
interface Locked {
  readonly transaction: Transaction;
  readonly keys: readonly SigningKey[];
  readonly now: Instant;
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

  /**
   * Makes the keys of these algorithms that are due, in parallel, but one round after the other; those that are out of use
   * sign again. The ring must be loaded.
   */
  rotateWhereDue(algorithms: readonly string[]): Promise<void> {
    this.round = this.round.catch(() => undefined).then(() => this.makeDue(algorithms));
    return this.round;
  }

  private async makeDue(algorithms: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const due = algorithms.filter((alg) => {
      const keys = this.ring.all(alg);
      return isOutOfUse(keys) || nextActiveAt(keys, now, this.schedule) !== undefined;
    });
    if (due.length === 0) return;
    await Promise.all(due.map((alg) => this.makeIfDue(alg)));
    await this.ring.reload();
  }

  private async makeIfDue(alg: string): Promise<void> {
    const material = await generateKey(alg, this.sealer);
    await this.change(alg, async (locked) => {
      const inUse = await this.resume(locked, {});
      const activeAt = nextActiveAt(inUse.keys, inUse.now, this.schedule);
      if (activeAt !== undefined) await this.introduce(inUse, material, activeAt, {});
    });
  }

  /**
   * Makes a new key now, due or not. It takes over when it has been published for long enough. If it is to take over
   * immediately and a key waits already, that one takes over, because it can do so sooner.
   */
  async rotate(alg: string, options: RotateOptions): Promise<Rotation> {
    const material = await generateKey(alg, this.sealer);
    const lead = options.immediately ? SHORTEST_LEAD : this.schedule.lead;
    const rotation = await this.change(alg, async (locked) => {
      const inUse = await this.resume(locked, options);
      const { keys, now } = inUse;
      const advanced = options.immediately ? advance(keys, now, this.schedule.retention) : undefined;
      if (advanced) return this.bringForward(inUse, advanced, options);
      return this.introduce(inUse, material, keys.length === 0 ? now : after(now, lead), options);
    });
    await this.ring.reload();
    return rotation;
  }

  /**
   * Takes the keys of an algorithm out of use: they sign no more, and are published for what they have signed.
   * @param isUsed asked once no other replica can change the keys; if it is, they stay
   */
  async retire(alg: string, isUsed: (connection: Connection) => Promise<boolean>): Promise<void> {
    await this.change(alg, async ({ transaction, keys, now }) => {
      const retired = retire(keys, now, this.schedule.retention);
      if (!retired || (await isUsed(transaction))) return;
      await this.repository.reschedule(transaction, [retired]);
      const { kid, expiresAt } = retired;
      const details = { kid, alg, after: { expiresAt } };
      await this.audit.recordChange(KEY_EVENTS.retired, details, {}, transaction);
    });
    await this.ring.reload();
  }

  /** Takes a key back at once. @throws NotFound */
  async revoke(kid: string, by: AuditContext): Promise<void> {
    const alg = (await this.repository.all()).find((key) => key.kid === kid)?.alg;
    if (alg === undefined) throw noKey(kid);
    const material = await generateKey(alg, this.sealer);
    await this.change(alg, async ({ transaction, keys, now }) => {
      const revoked = keys.find((key) => key.kid === kid);
      if (!revoked) throw noKey(kid);
      const revocation = revoke(keys, revoked, now, this.schedule.retention);
      const { state, newActiveAt, changed } = revocation;
      const made =
        newActiveAt === undefined ? undefined : { ...material, createdAt: now, activeAt: newActiveAt, expiresAt: null };
      await this.repository.revoke(transaction, kid, revocation, made);
      const successor = state === 'active' ? (made ?? changed)?.kid : undefined;
      const details = { kid, alg, before: { state }, ...(successor ? { successor } : {}) };
      await this.audit.recordChange(KEY_EVENTS.revoked, details, by, transaction);
    });
    await this.ring.reload();
  }

  /** New keys are made before the lock is taken, because an RSA key takes long and everyone else would wait for it. */
  private change<T>(alg: string, work: (locked: Locked) => Promise<T>): Promise<T> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(SIGNING_KEYS);
      const now = this.clock.now();
      const keys = (await this.repository.all(transaction)).filter((key) => key.alg === alg);
      return work({ transaction, keys, now });
    });
  }

  /** The keys, in use: what is about to be done to them is for an algorithm that is used. */
  private async resume(locked: Locked, by: AuditContext): Promise<Locked> {
    const keys = resume(locked.keys, locked.now);
    const last = keys.at(-1);
    if (keys !== locked.keys && last) {
      await this.repository.reschedule(locked.transaction, [last]);
      const details = { kid: last.kid, alg: last.alg };
      await this.audit.recordChange(KEY_EVENTS.resumed, details, by, locked.transaction);
    }
    return { ...locked, keys };
  }

  private async introduce(
    { transaction, keys, now }: Locked,
    material: KeyMaterial,
    wantedActiveAt: Instant,
    by: AuditContext,
  ): Promise<Rotation> {
    const succession = succeed(keys, wantedActiveAt, now, this.schedule.retention);
    const key = { ...material, createdAt: now, activeAt: succession.activeAt, expiresAt: null };
    await this.repository.introduce(transaction, key, succession);
    const dropped = succession.dropped.map(({ kid }) => kid);
    const replaces = succession.retired?.kid;
    const details = {
      kid: key.kid,
      alg: key.alg,
      after: { activeAt: key.activeAt },
      ...(replaces ? { replaces } : {}),
      ...(dropped.length > 0 ? { dropped } : {}),
    };
    const type = replaces ? KEY_EVENTS.rotated : KEY_EVENTS.created;
    await this.audit.recordChange(type, details, by, transaction);
    return { kid: key.kid, isNew: true, dropped };
  }

  private async bringForward(
    { transaction }: Locked,
    { before, key, retired }: Advance<SigningKey>,
    by: AuditContext,
  ): Promise<Rotation> {
    await this.repository.reschedule(transaction, retired ? [retired, key] : [key]);
    const { kid, alg, activeAt } = key;
    const details = {
      kid,
      alg,
      before: { activeAt: before.activeAt },
      after: { activeAt },
      ...(retired ? { replaces: retired.kid } : {}),
    };
    await this.audit.recordChange(KEY_EVENTS.rotated, details, by, transaction);
    return { kid, isNew: false, dropped: [] };
  }
}

function noKey(kid: string): NotFound {
  return new NotFound(`there is no signing key ${kid}`);
}
