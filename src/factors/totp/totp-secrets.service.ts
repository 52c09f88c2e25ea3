import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, type Instant, MINUTE } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { base32 } from '../../platform/crypto/base32.js';
import { resealsAtStart } from '../../platform/crypto/reseals-at-start.js';
import { CannotOpen, Sealer } from '../../platform/crypto/secrets.js';
import type { Connection, Transaction } from '../../platform/database/database.js';
import type { User } from '../../users/user.js';
import type { Use } from '../codes/code-factor.js';
import { Enrolments } from '../enrolments.service.js';
import { COMMON_TOTP, SECRET_BYTES, stepOf, type TotpParameters } from './totp.js';
import { type StoredTotp, TotpSecretsRepository } from './totp-secrets.repository.js';

/** Milliseconds for which a secret that is offered can be confirmed. */
const OFFERED_FOR = 30 * MINUTE * 1000;

/** Secrets that are read at once when they are sealed again. */
const BATCH = 500;

/** A secret that a person was shown and has not confirmed yet. */
export interface OfferedSecret {
  /** Base32. */
  readonly secret: string;
  /** The same with its time, as the form keeps it: no one can put in another. */
  readonly sealed: string;
}

/** The secret of an app that is set up. */
interface OpenedTotp extends TotpParameters {
  readonly factorId: string;
  /** Base32. */
  readonly secret: string;
}

/** The secrets that are shared with authenticator apps: sealed at rest, and each time step is taken once. */
@Injectable()
export class TotpSecrets implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sealer: Sealer,
    private readonly repository: TotpSecretsRepository,
    private readonly enrolments: Enrolments,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!resealsAtStart(this.config)) return;
    let page = await this.repository.page('', BATCH);
    while (page.length > 0) {
      for (const { factorId, sealed } of page) {
        const resealed = this.sealer.reseal(sealed, contextOf(factorId));
        if (resealed !== undefined) await this.repository.reseal(factorId, sealed, resealed);
      }
      page = await this.repository.page(page.at(-1)?.factorId ?? '', BATCH);
    }
  }

  /** A new secret for a person to scan. Nothing is stored. */
  async offer({ id }: User): Promise<OfferedSecret> {
    const secret = await base32(randomBytes(SECRET_BYTES));
    return { secret, sealed: this.sealer.seal(`${this.clock.now()} ${secret}`, offerContext(id)) };
  }

  /** The secret that was offered; undefined if it was not offered to this person, or too long ago. */
  offered({ id }: User, sealed: string): OfferedSecret | undefined {
    try {
      const [at, secret = ''] = this.sealer.open(sealed, offerContext(id)).split(' ');
      return this.clock.now() - Number(at) < OFFERED_FOR ? { secret, sealed } : undefined;
    } catch (error) {
      if (error instanceof CannotOpen) return undefined;
      throw error;
    }
  }

  /** The time step of a code that confirms a secret; undefined if the code is wrong. */
  confirm({ secret }: Pick<OfferedSecret, 'secret'>, code: string): Promise<number | undefined> {
    return stepOf(secret, COMMON_TOTP, code, this.clock.now());
  }

  /** @param lastStep of the code that has confirmed it; no code up to it is taken any more */
  async store(
    factorId: string,
    secret: string,
    transaction: Transaction,
    lastStep = 0,
    parameters: TotpParameters = COMMON_TOTP,
  ): Promise<void> {
    const sealed = this.sealer.seal(secret, contextOf(factorId));
    await this.repository.insert({ factorId, sealed, ...parameters }, lastStep, transaction);
  }

  /** Stores a secret as another server had it stored, which has the same encryption secret. */
  async storeSealed(stored: StoredTotp, transaction: Transaction): Promise<void> {
    await this.repository.insert(stored, 0, transaction);
  }

  /** The secret of a factor as it is stored; undefined if it was sealed with another encryption secret, or as another one. */
  opened(factorId: string, sealed: string): string | undefined {
    try {
      return this.sealer.open(sealed, contextOf(factorId));
    } catch (error) {
      if (error instanceof CannotOpen) return undefined;
      throw error;
    }
  }

  /** What is stored of all apps of a user. */
  storedOf(userId: string): Promise<readonly StoredTotp[]> {
    return this.repository.allOf(userId);
  }

  /** The secrets of all apps of a user, opened. */
  async allOf(userId: string, connection?: Connection): Promise<readonly OpenedTotp[]> {
    const stored = await this.repository.allOf(userId, connection);
    return stored.map(({ sealed, ...app }) => ({ ...app, secret: this.sealer.open(sealed, contextOf(app.factorId)) }));
  }

  /** What uses up a code that one of the person's apps shows now; undefined if none does. */
  async match({ id }: User, code: string): Promise<Use | undefined> {
    const now: Instant = this.clock.now();
    for (const { factorId, secret, ...parameters } of await this.allOf(id)) {
      const step = await stepOf(secret, parameters, code, now);
      if (step !== undefined) return (transaction) => this.use(factorId, step, transaction);
    }
    return undefined;
  }

  private async use(factorId: string, step: number, transaction: Transaction): Promise<boolean> {
    if (!(await this.repository.use(factorId, step, transaction))) return false;
    await this.enrolments.used(factorId, transaction);
    return true;
  }
}

function contextOf(factorId: string): string {
  return `totp ${factorId}`;
}

function offerContext(userId: string): string {
  return `totp offered to ${userId}`;
}
