import { Injectable } from '@nestjs/common';
import { Database, statement, type Transaction } from '../../platform/database/database.js';

const OF_USER = `SELECT factor_id AS "factorId", digest, sealed_key AS "sealedKey" FROM recovery_codes
   WHERE factor_id IN (SELECT id FROM factors WHERE user_id = $1)`;
const INSERT = statement(
  'recovery-codes-insert',
  'INSERT INTO recovery_codes (factor_id, digest, sealed_key) VALUES ($1, $2, $3)',
);
const ALL_OF = statement('recovery-codes-all-of', OF_USER);
const USE = statement('recovery-codes-use', 'DELETE FROM recovery_codes WHERE factor_id = $1 AND digest = $2');
const PAGE = statement(
  'recovery-codes-page',
  `SELECT DISTINCT factor_id AS "factorId", sealed_key AS "sealedKey" FROM recovery_codes
   WHERE sealed_key IS NOT NULL AND factor_id > $1 ORDER BY factor_id LIMIT $2`,
);
const RESEAL = statement(
  'recovery-codes-reseal',
  'UPDATE recovery_codes SET sealed_key = $3 WHERE factor_id = $1 AND sealed_key = $2',
);

/** What is stored of a code that was not used yet. */
export interface StoredCode {
  readonly factorId: string;
  readonly digest: string;
  /** What the digest was made with, sealed; null: the secret of this server. */
  readonly sealedKey: string | null;
}

/** Every query on recovery codes. */
@Injectable()
export class RecoveryCodesRepository {
  constructor(private readonly database: Database) {}

  async insert(
    factorId: string,
    digests: readonly string[],
    sealedKey: StoredCode['sealedKey'],
    transaction: Transaction,
  ): Promise<void> {
    for (const digest of digests) await transaction.execute(INSERT, [factorId, digest, sealedKey]);
  }

  /** Those that were not used yet. */
  allOf(userId: string): Promise<readonly StoredCode[]> {
    return this.database.query<StoredCode>(ALL_OF, [userId]);
  }

  /** @returns false if the code was used before, by whatever replica */
  async use(factorId: string, digest: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [factorId, digest])) === 1;
  }

  /** At most `limit` factors of other servers with their keys, in the order of the identifiers, after one. */
  page(after: string, limit: number): Promise<readonly { readonly factorId: string; readonly sealedKey: string }[]> {
    return this.database.query(PAGE, [after, limit]);
  }

  /** Stores the same key sealed again, unless another replica has done so. */
  async reseal(factorId: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL, [factorId, from, to]);
  }
}
