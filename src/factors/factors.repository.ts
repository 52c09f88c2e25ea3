import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import type { Enrolment } from './factor.js';

const INSERT = statement(
  'factors-insert',
  'INSERT INTO factors (id, user_id, factor, label, created_at, last_used_at) VALUES ($1, $2, $3, $4, $5, NULL) ON CONFLICT (id) DO NOTHING',
);
const ALL_OF = statement(
  'factors-all-of',
  `SELECT id, user_id AS "userId", factor, label, created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM factors
   WHERE user_id = $1 ORDER BY created_at, id`,
);
const OWNER_OF = statement('factors-owner-of', 'SELECT user_id AS "userId" FROM factors WHERE id = $1');
const NAME = statement('factors-name', 'UPDATE factors SET label = $3 WHERE id = $1 AND user_id = $2');
const USED = statement('factors-used', 'UPDATE factors SET last_used_at = $2 WHERE id = $1');
const REMOVE = statement('factors-remove', 'DELETE FROM factors WHERE id = $1 AND user_id = $2');

/** Every query on what people have set up. Tables of one kind of factor refer to it, and their rows go with its rows. */
@Injectable()
export class FactorsRepository {
  constructor(private readonly database: Database) {}

  /** @returns false if there is a factor of this identifier already */
  async insert(
    { id, userId, factor, label, createdAt }: Omit<Enrolment, 'lastUsedAt'>,
    transaction: Transaction,
  ): Promise<boolean> {
    return (await transaction.execute(INSERT, [id, userId, factor, label, createdAt])) === 1;
  }

  /** The oldest first. */
  allOf(userId: string, connection: Connection = this.database): Promise<readonly Enrolment[]> {
    return connection.query<Enrolment>(ALL_OF, [userId]);
  }

  /** Whose factor it is. */
  async ownerOf(id: string): Promise<string | undefined> {
    const [row] = await this.database.query<Pick<Enrolment, 'userId'>>(OWNER_OF, [id]);
    return row?.userId;
  }

  /** @returns false if the user has no such factor */
  async name(id: string, userId: string, label: string): Promise<boolean> {
    return (await this.database.execute(NAME, [id, userId, label])) === 1;
  }

  async used(id: string, now: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(USED, [id, now]);
  }

  /** @returns false if the user has no such factor (any more) */
  async remove(id: string, userId: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(REMOVE, [id, userId])) === 1;
  }
}
