import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { resealsAtStart } from '../../platform/crypto/reseals-at-start.js';
import { CannotOpen } from '../../platform/crypto/secrets.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import type { Connection, Transaction } from '../../platform/database/database.js';
import { type Violation, violationsAt } from '../../platform/validation/violations.js';
import {
  type DeclarableFactor,
  type DeclaredFactor,
  type FactorOrigin,
  NOT_OPENED,
} from '../../users/declared-factor.js';
import { Enrolments } from '../enrolments.service.js';
import { FactorRecords } from '../factor-records.service.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { RECOVERY_CODES_FACTOR, RECOVERY_SECRET } from './recovery-codes.service.js';

/** Keys that are read at once when they are sealed again. */
const BATCH = 500;

/**
 * Recovery codes of another server. An export has the digests of those that were not used, and the secret with which that
 * server makes them, sealed: without `ENCRYPTION_SECRET` no one can even try codes.
 */
@Injectable()
export class ImportedCodes implements DeclarableFactor, OnApplicationBootstrap {
  readonly type = RECOVERY_CODES_FACTOR;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secrets: ServerSecrets,
    private readonly repository: RecoveryCodesRepository,
    private readonly enrolments: Enrolments,
    private readonly records: FactorRecords,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!resealsAtStart(this.config)) return;
    let page = await this.repository.page('', BATCH);
    while (page.length > 0) {
      for (const { factorId, sealedKey } of page) {
        const resealed = this.secrets.reseal(RECOVERY_SECRET, sealedKey);
        if (resealed !== undefined) await this.repository.reseal(factorId, sealedKey, resealed);
      }
      page = await this.repository.page(page.at(-1)?.factorId ?? '', BATCH);
    }
  }

  mistakes({ sealed = '' }: DeclaredFactor): readonly Violation[] {
    return violationsAt('/sealed', this.isOpened(sealed) ? undefined : NOT_OPENED);
  }

  uniqueOf({ id }: DeclaredFactor): string | undefined {
    return id;
  }

  ownerOf(id: string): Promise<string | undefined> {
    return this.enrolments.ownerOf(id);
  }

  /** A person has the codes of one sheet only. Who has some keeps them: those of a file may be the ones that are void by now. */
  keyOf(): string {
    return '';
  }

  async keysOf(userId: string, connection?: Connection): Promise<readonly string[]> {
    const all = await this.enrolments.list(userId, connection);
    return all.some(({ factor }) => factor === this.type) ? [this.keyOf()] : [];
  }

  /** With the secret as it is stored, and the digests in an order that is always the same. */
  async exportOf(userId: string): Promise<readonly DeclaredFactor[]> {
    const codes = await this.repository.allOf(userId);
    const [first] = codes;
    if (!first) return [];
    const sealed = first.sealedKey ?? this.secrets.sealedOf(RECOVERY_SECRET);
    return [{ type: this.type, id: first.factorId, sealed, digests: codes.map(({ digest }) => digest).sort() }];
  }

  async add(
    userId: string,
    { id, sealed = '', digests = [] }: DeclaredFactor,
    transaction: Transaction,
    { by, isNewAccount }: FactorOrigin,
  ): Promise<boolean> {
    const cause = { by, isTold: !isNewAccount };
    const factor = { name: this.type };
    const store = (made: string) => this.repository.insert(made, digests, sealed, transaction);
    const made = await this.enrolments.add({ id: userId }, factor, '', transaction, cause, store, id);
    if (made === undefined) return false;
    const details = { id: made, after: { type: this.type, name: '' } };
    const which = { kind: 'factors.recovery.title', label: '' } as const;
    await this.records.note('added', userId, details, transaction, cause, which);
    return true;
  }

  private isOpened(sealed: string): boolean {
    try {
      this.secrets.open(RECOVERY_SECRET, sealed);
      return true;
    } catch (error) {
      if (error instanceof CannotOpen) return false;
      throw error;
    }
  }
}
