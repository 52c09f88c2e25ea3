import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';
import type { PublicJwk, Revocation, SigningKey, Succession } from './signing-key.js';

const ALL = statement(
  'signing-keys-all',
  'SELECT kid, alg, public_jwk, sealed_private_jwk, created_at, active_at, expires_at FROM signing_keys ORDER BY active_at, kid',
);
const INSERT = statement(
  'signing-keys-insert',
  `INSERT INTO signing_keys (kid, alg, public_jwk, sealed_private_jwk, created_at, active_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const RETIRE = statement('signing-keys-retire', 'UPDATE signing_keys SET expires_at = $2 WHERE kid = $1');
const RESCHEDULE = statement(
  'signing-keys-reschedule',
  'UPDATE signing_keys SET active_at = $2, expires_at = $3 WHERE kid = $1',
);
const RESEAL = statement(
  'signing-keys-reseal',
  'UPDATE signing_keys SET sealed_private_jwk = $3 WHERE kid = $1 AND sealed_private_jwk = $2',
);
const DROP = statement('signing-keys-drop', 'DELETE FROM signing_keys WHERE kid = $1');
const PURGE = deleteExpired('signing-keys-purge', 'signing_keys', 'expires_at');

/** What new and revoked keys are announced under; the key is the `kid`. */
export const SIGNING_KEYS = 'signing-keys';

interface Row {
  readonly kid: string;
  readonly alg: string;
  readonly public_jwk: string;
  readonly sealed_private_jwk: string;
  readonly created_at: number;
  readonly active_at: number;
  readonly expires_at: number | null;
}

/** The server's signing keys, private parts sealed. */
@Injectable()
export class SigningKeyRepository {
  constructor(private readonly database: Database) {}

  /** Every key, in the order in which they sign. */
  async all(connection: Connection = this.database): Promise<readonly SigningKey[]> {
    return (await connection.query<Row>(ALL)).map((row) => ({
      kid: row.kid,
      alg: row.alg,
      publicJwk: JSON.parse(row.public_jwk) as PublicJwk,
      sealedPrivateJwk: row.sealed_private_jwk,
      createdAt: row.created_at,
      activeAt: row.active_at,
      expiresAt: row.expires_at,
    }));
  }

  /** Adds a key, ends the one it replaces and removes those that it replaces before they signed. */
  async introduce(transaction: Transaction, key: SigningKey, succession: Succession<SigningKey>): Promise<void> {
    const { retired, retiredExpiresAt, dropped } = succession;
    for (const { kid } of dropped) await transaction.execute(DROP, [kid]);
    if (retired) await transaction.execute(RETIRE, [retired.kid, retiredExpiresAt]);
    await this.insert(transaction, key);
    await transaction.announce(SIGNING_KEYS, key.kid);
  }

  /** Changes the times of keys. */
  async reschedule(transaction: Transaction, keys: readonly SigningKey[]): Promise<void> {
    for (const { kid, activeAt, expiresAt } of keys) await transaction.execute(RESCHEDULE, [kid, activeAt, expiresAt]);
    await transaction.announce(SIGNING_KEYS, keys[0]?.kid ?? '');
  }

  /**
   * Removes a key at once.
   * @param successor the new key that takes over, if one does
   */
  async revoke(
    transaction: Transaction,
    kid: string,
    { changed }: Revocation<SigningKey>,
    successor?: SigningKey,
  ): Promise<void> {
    await transaction.execute(DROP, [kid]);
    if (changed) await transaction.execute(RESCHEDULE, [changed.kid, changed.activeAt, changed.expiresAt]);
    if (successor) await this.insert(transaction, successor);
    await transaction.announce(SIGNING_KEYS, kid);
  }

  private async insert(transaction: Transaction, key: SigningKey): Promise<void> {
    await transaction.execute(INSERT, [
      key.kid,
      key.alg,
      JSON.stringify(key.publicJwk),
      key.sealedPrivateJwk,
      key.createdAt,
      key.activeAt,
      key.expiresAt,
    ]);
  }

  /** Stores the same private key sealed again, unless another replica has done so. */
  async reseal(kid: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL, [kid, from, to]);
  }

  /** Deletes at most `limit` keys that are published no longer; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
