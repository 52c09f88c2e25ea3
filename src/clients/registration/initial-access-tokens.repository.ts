import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';
import type { InitialAccessToken } from './initial-access-token.js';

const COLUMNS = `id, description, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
  max_uses AS "maxUses", uses`;
const INSERT = statement(
  'initial-access-tokens-insert',
  `INSERT INTO initial_access_tokens (id, digest, description, created_by, created_at, expires_at, max_uses, uses)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const FIND = statement('initial-access-tokens-find', `SELECT ${COLUMNS} FROM initial_access_tokens WHERE digest = $1`);
const LIST = statement(
  'initial-access-tokens-list',
  `SELECT ${COLUMNS} FROM initial_access_tokens ORDER BY created_at, id`,
);
/** The rule of {@link isUsable} once more, so that of many requests at once no more get through than may. */
const USE = statement(
  'initial-access-tokens-use',
  `UPDATE initial_access_tokens SET uses = uses + 1
   WHERE id = $1 AND (expires_at IS NULL OR expires_at > $2) AND (max_uses IS NULL OR uses < max_uses)`,
);
const DELETE = statement(
  'initial-access-tokens-delete',
  `DELETE FROM initial_access_tokens WHERE id = $1 RETURNING ${COLUMNS}`,
);
const PURGE = deleteExpired('initial-access-tokens-purge', 'initial_access_tokens', 'expires_at');

@Injectable()
export class InitialAccessTokensRepository {
  constructor(private readonly database: Database) {}

  async insert(token: InitialAccessToken, digest: string, transaction: Transaction): Promise<void> {
    const { id, description, createdBy, createdAt, expiresAt, maxUses, uses } = token;
    await transaction.execute(INSERT, [id, digest, description, createdBy, createdAt, expiresAt, maxUses, uses]);
  }

  async find(digest: string): Promise<InitialAccessToken | undefined> {
    return (await this.database.query<InitialAccessToken>(FIND, [digest]))[0];
  }

  /** Oldest first. */
  list(): Promise<readonly InitialAccessToken[]> {
    return this.database.query<InitialAccessToken>(LIST);
  }

  /** Counts one use. @returns false if the token may not be used (any more) */
  async use(id: string, now: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [id, now])) === 1;
  }

  /** @returns what it was; undefined if there was none */
  async delete(id: string, transaction: Transaction): Promise<InitialAccessToken | undefined> {
    return (await transaction.query<InitialAccessToken>(DELETE, [id]))[0];
  }

  /** Deletes at most `limit` tokens that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
