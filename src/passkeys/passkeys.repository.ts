import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import type { Backup, Passkey } from './passkey.js';

const COLUMNS = `id, credential_id AS "credentialId", user_id AS "userId", user_handle AS "userHandle",
  public_key AS "publicKey", counter, transports, aaguid, backup, uv_initialized_at AS "uvInitializedAt", name,
  created_at AS "createdAt", last_used_at AS "lastUsedAt"`;

const INSERT = statement(
  'passkeys-insert',
  `INSERT INTO passkeys (id, credential_id, user_id, user_handle, public_key, counter, transports, aaguid, backup,
     uv_initialized_at, name, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (credential_id) DO NOTHING`,
);
const FIND = statement('passkeys-find', `SELECT ${COLUMNS} FROM passkeys WHERE credential_id = $1`);
const ALL_OF = statement(
  'passkeys-all-of',
  `SELECT ${COLUMNS} FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`,
);
/** WebAuthn Level 3 §7.2 step 22: a counter that does not go up says that there may be two of the authenticator. */
const USE = statement(
  'passkeys-use',
  `UPDATE passkeys SET counter = $2, backup = $3, last_used_at = $4, uv_initialized_at = COALESCE(uv_initialized_at, $5)
   WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
);
const RENAME = statement('passkeys-rename', 'UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2');
const REMOVE = statement('passkeys-remove', 'DELETE FROM passkeys WHERE id = $1 AND user_id = $2');
const REMOVE_ALL_OF = statement('passkeys-remove-all-of', 'DELETE FROM passkeys WHERE user_id = $1');

/** What a use of a passkey changes. */
export interface PasskeyUse {
  readonly counter: number;
  readonly backup: Backup;
  readonly at: Instant;
  /** From now on user verification by it counts, if it did not before; null: that stays as it is. */
  readonly uvInitializedAt: Instant | null;
}

@Injectable()
export class PasskeysRepository {
  constructor(private readonly database: Database) {}

  /** @returns false if the credential is someone's already */
  async insert(passkey: Omit<Passkey, 'lastUsedAt'>, transaction: Transaction): Promise<boolean> {
    const { id, credentialId, userId, userHandle, publicKey, counter, transports, aaguid, backup } = passkey;
    const { uvInitializedAt, name, createdAt } = passkey;
    const key = [id, credentialId, userId, userHandle, publicKey, counter, transports, aaguid, backup];
    return (await transaction.execute(INSERT, [...key, uvInitializedAt, name, createdAt])) === 1;
  }

  async find(credentialId: string): Promise<Passkey | undefined> {
    const [row] = await this.database.query<Passkey>(FIND, [credentialId]);
    return row;
  }

  /** The passkeys of an account, the oldest first. */
  allOf(userId: string, connection: Connection = this.database): Promise<readonly Passkey[]> {
    return connection.query<Passkey>(ALL_OF, [userId]);
  }

  /** @returns false if it was removed, or its counter has not gone up */
  async use(id: string, { counter, backup, at, uvInitializedAt }: PasskeyUse, transaction: Transaction) {
    return (await transaction.execute(USE, [id, counter, backup, at, uvInitializedAt])) === 1;
  }

  /** @returns false if the account has no such passkey */
  async rename(id: string, userId: string, name: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(RENAME, [id, userId, name])) === 1;
  }

  /** @returns false if the account has no such passkey */
  async remove(id: string, userId: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(REMOVE, [id, userId])) === 1;
  }

  /** @returns how many there were */
  removeAllOf(userId: string, transaction: Transaction): Promise<number> {
    return transaction.execute(REMOVE_ALL_OF, [userId]);
  }
}
