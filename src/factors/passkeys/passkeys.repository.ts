import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { type Connection, Database, statement, type Transaction } from '../../platform/database/database.js';
import type { Backup, Passkey } from './passkey.js';

const COLUMNS = `factor_id AS "factorId", credential_id AS "credentialId", user_id AS "userId", user_handle AS "userHandle",
  public_key AS "publicKey", counter, transports, aaguid, backup, uv_initialized_at AS "uvInitializedAt"`;

const INSERT = statement(
  'passkeys-insert',
  `INSERT INTO passkeys (factor_id, credential_id, user_id, user_handle, public_key, counter, transports, aaguid, backup,
     uv_initialized_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (credential_id) DO NOTHING`,
);
const FIND = statement('passkeys-find', `SELECT ${COLUMNS} FROM passkeys WHERE credential_id = $1`);
const ALL_OF = statement(
  'passkeys-all-of',
  `SELECT ${COLUMNS} FROM passkeys WHERE user_id = $1 ORDER BY credential_id`,
);
/** WebAuthn Level 3 §7.2 step 22: a counter that does not go up says that there may be two of the authenticator. */
const USE = statement(
  'passkeys-use',
  `UPDATE passkeys SET counter = $2, backup = $3, uv_initialized_at = COALESCE(uv_initialized_at, $4)
   WHERE factor_id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
);
const REMOVE_ALL_OF = statement('passkeys-remove-all-of', 'DELETE FROM passkeys WHERE user_id = $1');

/** What a use of a passkey changes. */
export interface PasskeyUse {
  readonly counter: number;
  readonly backup: Backup;
  /** Since when user verification by it counts, if it did not before; null: that stays as it is. */
  readonly uvInitializedAt: Instant | null;
}

/** Every query on passkeys. They go with the factor that they are. */
@Injectable()
export class PasskeysRepository {
  constructor(private readonly database: Database) {}

  /** @returns false if the credential is someone's already */
  async insert(passkey: Passkey, transaction: Transaction): Promise<boolean> {
    const { factorId, credentialId, userId, userHandle, publicKey } = passkey;
    const { counter, transports, aaguid, backup, uvInitializedAt } = passkey;
    const key = [factorId, credentialId, userId, userHandle, publicKey];
    const inserted = [...key, counter, transports, aaguid, backup, uvInitializedAt];
    return (await transaction.execute(INSERT, inserted)) === 1;
  }

  async find(credentialId: string): Promise<Passkey | undefined> {
    const [row] = await this.database.query<Passkey>(FIND, [credentialId]);
    return row;
  }

  allOf(userId: string, connection: Connection = this.database): Promise<readonly Passkey[]> {
    return connection.query<Passkey>(ALL_OF, [userId]);
  }

  /** @returns false if it was removed, or its counter has not gone up */
  async use(factorId: string, { counter, backup, uvInitializedAt }: PasskeyUse, transaction: Transaction) {
    return (await transaction.execute(USE, [factorId, counter, backup, uvInitializedAt])) === 1;
  }

  async removeAllOf(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(REMOVE_ALL_OF, [userId]);
  }
}
