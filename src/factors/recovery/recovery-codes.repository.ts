import { Injectable } from '@nestjs/common';
import { Database, statement, type Transaction } from '../../platform/database/database.js';

const OF_USER = `SELECT factor_id AS "factorId", digest FROM recovery_codes
   WHERE factor_id IN (SELECT id FROM factors WHERE user_id = $1)`;
const INSERT = statement('recovery-codes-insert', 'INSERT INTO recovery_codes (factor_id, digest) VALUES ($1, $2)');
const ALL_OF = statement('recovery-codes-all-of', OF_USER);
const USE = statement('recovery-codes-use', 'DELETE FROM recovery_codes WHERE factor_id = $1 AND digest = $2');

/** Every query on recovery codes. */
@Injectable()
export class RecoveryCodesRepository {
  constructor(private readonly database: Database) {}

  async insert(factorId: string, digests: readonly string[], transaction: Transaction): Promise<void> {
    for (const digest of digests) await transaction.execute(INSERT, [factorId, digest]);
  }

  /** Those that were not used yet. */
  allOf(userId: string): Promise<readonly { readonly factorId: string; readonly digest: string }[]> {
    return this.database.query(ALL_OF, [userId]);
  }

  /** @returns false if the code was used before, by whatever replica */
  async use(factorId: string, digest: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [factorId, digest])) === 1;
  }
}
