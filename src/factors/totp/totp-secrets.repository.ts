import { Injectable } from '@nestjs/common';
import { type Connection, Database, statement, type Transaction } from '../../platform/database/database.js';
import type { TotpParameters } from './totp.js';

const INSERT = statement(
  'totp-secrets-insert',
  'INSERT INTO totp_secrets (factor_id, sealed, algorithm, digits, period, last_step) VALUES ($1, $2, $3, $4, $5, $6)',
);
const ALL_OF = statement(
  'totp-secrets-all-of',
  `SELECT factor_id AS "factorId", sealed, algorithm, digits, period FROM totp_secrets
   WHERE factor_id IN (SELECT id FROM factors WHERE user_id = $1)`,
);
const USE = statement(
  'totp-secrets-use',
  'UPDATE totp_secrets SET last_step = $2 WHERE factor_id = $1 AND last_step < $2',
);
const PAGE = statement(
  'totp-secrets-page',
  'SELECT factor_id AS "factorId", sealed FROM totp_secrets WHERE factor_id > $1 ORDER BY factor_id LIMIT $2',
);
const RESEAL = statement(
  'totp-secrets-reseal',
  'UPDATE totp_secrets SET sealed = $3 WHERE factor_id = $1 AND sealed = $2',
);

/** What is stored of the secret of an authenticator app. */
export interface StoredTotp extends TotpParameters {
  readonly factorId: string;
  readonly sealed: string;
}

/** Every query on the secrets of authenticator apps. */
@Injectable()
export class TotpSecretsRepository {
  constructor(private readonly database: Database) {}

  /** @param lastStep the time step of the code by which it was set up */
  async insert(totp: StoredTotp, lastStep: number, transaction: Transaction): Promise<void> {
    const { factorId, sealed, algorithm, digits, period } = totp;
    await transaction.execute(INSERT, [factorId, sealed, algorithm, digits, period, lastStep]);
  }

  allOf(userId: string, connection: Connection = this.database): Promise<readonly StoredTotp[]> {
    return connection.query<StoredTotp>(ALL_OF, [userId]);
  }

  /**
   * Uses the codes of a time step up, and of all before it.
   * @returns false if they were used before, by whatever replica
   */
  async use(factorId: string, step: number, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [factorId, step])) === 1;
  }

  /** At most `limit` sealed secrets, in the order of the identifiers, after one. */
  page(after: string, limit: number): Promise<readonly Pick<StoredTotp, 'factorId' | 'sealed'>[]> {
    return this.database.query(PAGE, [after, limit]);
  }

  /** Stores the same secret sealed again, unless another replica has done so. */
  async reseal(factorId: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL, [factorId, from, to]);
  }
}
