import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { Sealer } from '../platform/secrets.js';
import { generateKey } from './key-material.js';
import { KeyRing } from './key-ring.js';
import {
  nextActiveAt,
  type RotationSchedule,
  SIGNING_ALGORITHMS,
  type SigningKey,
  scheduleFor,
  succeed,
} from './signing-key.js';
import { SigningKeyRepository } from './signing-key.repository.js';

export interface RotateOptions {
  /** The new key signs at once, and not only when everybody can know it: for a key that has leaked. */
  readonly immediately?: boolean;
  /** Who wants it, for the audit log. */
  readonly actor?: string;
  readonly facts?: RequestFacts;
}

/** Makes new keys when they are due. Replicas may do so at the same time: one of them does. */
@Injectable()
export class KeyRotation {
  private readonly schedule: RotationSchedule;

  constructor(
    private readonly database: Database,
    private readonly repository: SigningKeyRepository,
    private readonly ring: KeyRing,
    private readonly sealer: Sealer,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.schedule = scheduleFor(config.lifetimes.signingKey);
  }

  /** Makes the keys that are due, all algorithms in parallel. The ring must be loaded. */
  async rotateWhereDue(): Promise<void> {
    const now = this.clock.now();
    const due = SIGNING_ALGORITHMS.filter((alg) => nextActiveAt(this.ring.all(alg), now, this.schedule) !== undefined);
    if (due.length === 0) return;
    await Promise.all(due.map((alg) => this.introduce(alg, (keys, at) => nextActiveAt(keys, at, this.schedule), {})));
    await this.ring.reload();
  }

  /** Makes a new key now, due or not. It takes over when it has been published for long enough, or at once where asked. */
  async rotate(alg: string, options: RotateOptions): Promise<void> {
    const lead = options.immediately ? 0 : this.schedule.lead;
    await this.introduce(alg, (_keys, now) => after(now, lead), options);
    await this.ring.reload();
  }

  /** @param when decides on the keys as they are once no other replica can change them; undefined: no key is needed */
  private async introduce(
    alg: string,
    when: (keys: readonly SigningKey[], now: Instant) => Instant | undefined,
    { actor, facts }: RotateOptions,
  ): Promise<void> {
    // Made before the transaction, because an RSA key takes its time and everybody else would wait for it.
    const material = await generateKey(alg, this.sealer);
    await this.database.transaction(async (transaction) => {
      await transaction.lock('signing-keys');
      const now = this.clock.now();
      const keys = (await this.repository.all(transaction)).filter((key) => key.alg === alg);
      const wantedActiveAt = when(keys, now);
      if (wantedActiveAt === undefined) return;
      const succession = succeed(keys, wantedActiveAt, now);
      const key = { ...material, createdAt: now, activeAt: succession.activeAt, expiresAt: null };
      await this.repository.introduce(transaction, key, succession);
      const replaces = succession.retired?.kid;
      const details = { kid: key.kid, alg, activeAt: key.activeAt, ...(replaces ? { replaces } : {}) };
      const type = replaces ? 'signing-key.rotated' : 'signing-key.created';
      await this.audit.record({ type, details, ...(actor ? { actor } : {}) }, facts, transaction);
    });
  }
}
