import type pg from 'pg';
import { ConnectionWatch } from './connection-watch.js';
import type { DatabaseLoad, Statement, Value } from './database.js';
import type { PostgresClient } from './postgres-client.js';

/** Runs single statements on connections of the pool, one at a time on each: what the pipeline does, without it. */
export class PooledStatements {
  /** @param limit milliseconds until a statement has been answered, or fails; connecting included */
  constructor(
    private readonly pool: pg.Pool,
    private readonly limit: number,
  ) {}

  /** @throws Error if the database cannot be reached, or refuses the statement */
  async query(statement: Statement, values: Value[]): Promise<pg.QueryResult> {
    const askedAt = performance.now();
    const client = (await this.pool.connect()) as pg.PoolClient & PostgresClient;
    const watch = new ConnectionWatch(client, this.limit - (performance.now() - askedAt));
    try {
      return await client.query(statement, values);
    } catch (error) {
      throw watch.broken ?? error;
    } finally {
      watch.end();
      client.release(watch.broken);
    }
  }

  /** Its connections are those of the pool. */
  readonly load: DatabaseLoad = { busy: 0, idle: 0, waiting: 0 };

  /** The pool is its owner's to close. */
  async close(): Promise<void> {}
}
