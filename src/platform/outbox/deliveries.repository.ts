import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../clock.js';
import { Database, type Statement, statement, type Transaction } from '../database/database.js';
import type { Delivery } from './delivery.js';

const INSERT = statement(
  'deliveries-insert',
  'INSERT INTO deliveries (id, kind, payload, created_at, attempts, next_attempt_at) VALUES ($1, $2, $3, $4, 0, $4)',
);
const NEXT = statement('deliveries-next', 'SELECT MIN(next_attempt_at) AS next FROM deliveries');
const POSTPONE = statement(
  'deliveries-postpone',
  'UPDATE deliveries SET next_attempt_at = $3 WHERE id = $1 AND attempts = $2',
);
const REMOVE = statement('deliveries-remove', 'DELETE FROM deliveries WHERE id = $1');
const COUNT = statement('deliveries-count', 'SELECT COUNT(*) AS count, MIN(created_at) AS oldest FROM deliveries');

/** @param lock on PostgreSQL, passes over what another replica is leasing at this moment; SQLite has one writer anyway */
function leaseStatement(lock: string): Statement {
  return statement(
    'deliveries-lease',
    `WITH due AS (SELECT id FROM deliveries WHERE next_attempt_at <= $2 ORDER BY next_attempt_at LIMIT $1 ${lock})
     UPDATE deliveries SET attempts = attempts + 1, next_attempt_at = $3 WHERE id IN (SELECT id FROM due)
     RETURNING id, kind, payload, attempts`,
  );
}

/** Every query on deliveries. */
@Injectable()
export class DeliveriesRepository {
  private readonly lease: Statement;

  constructor(private readonly database: Database) {
    this.lease = leaseStatement(database.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '');
  }

  async insert(kind: string, payload: unknown, now: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(INSERT, [randomUUID(), kind, JSON.stringify(payload), now]);
  }

  /** When the next one is due, or the next lease ends; undefined if there is none. */
  async next(): Promise<Instant | undefined> {
    const [row] = await this.database.query<{ next: Instant | null }>(NEXT);
    return row?.next ?? undefined;
  }

  /** Takes at most `limit` that are due; until `leaseEnd` no other process gets them. */
  async take(limit: number, now: Instant, leaseEnd: Instant): Promise<readonly Delivery[]> {
    const rows = await this.database.query<Delivery & { payload: string }>(this.lease, [limit, now, leaseEnd]);
    return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown }));
  }

  /** Changes nothing if the lease had ended and another process has it now. */
  async postpone({ id, attempts }: Delivery, until: Instant): Promise<void> {
    await this.database.execute(POSTPONE, [id, attempts, until]);
  }

  async remove({ id }: Delivery): Promise<void> {
    await this.database.execute(REMOVE, [id]);
  }

  /** How many there are, and since when the oldest waits. */
  async count(): Promise<{ readonly count: number; readonly oldest: Instant | undefined }> {
    const [row] = await this.database.query<{ count: number; oldest: Instant | null }>(COUNT);
    return { count: Number(row?.count), oldest: row?.oldest ?? undefined };
  }
}
