import type { Pool, PoolClient } from 'pg';
import { type DataSource, type EntityManager, MigrationExecutor, type QueryRunner } from 'typeorm';
import { isOn } from '../performance/optimisations.js';
import { ConnectionWatch } from './connection-watch.js';
import {
  type BoundStatement,
  type Connection,
  Database,
  type DatabaseLoad,
  type Statement,
  type Transaction,
  type Value,
} from './database.js';
import { makesConnectionsStale } from './database-unavailable.js';
import { joinedStatement } from './joined-statement.js';
import { PostgresPipeline } from './pipeline/postgres-pipeline.js';
import { PooledStatements } from './pooled-statements.js';
import type { PostgresClient } from './postgres-client.js';
import type { PostgresConnections } from './postgres-connections.js';
import { ANNOUNCE, PostgresListener } from './postgres-listener.js';

/** Session lock that keeps replicas from migrating at the same time; any fixed number will do. */
const MIGRATION_LOCK = 7_262_001;

/**
 * PostgreSQL: named prepared statements, single ones pipelined, transactions on a pool.
 * TypeORM keeps schema, migrations and administration.
 */
export class PostgresDatabase extends Database {
  readonly dialect = 'postgres';
  readonly hearsOtherProcesses = true;
  private readonly listener: PostgresListener;
  private readonly singles: PostgresPipeline | PooledStatements;
  private readonly single: Connection;
  private readonly joined = new Map<string, Statement>();

  /**
   * @param source an initialised data source of type postgres, and its pool
   * @param connections to the same database
   * @param limit milliseconds for a statement, or for a transaction as a whole, connecting included
   */
  constructor(
    private readonly source: DataSource,
    private readonly pool: Pool,
    private readonly connections: PostgresConnections,
    private readonly limit: number,
  ) {
    super();
    const missed = () => this.tellThatAnythingMayHaveChanged();
    this.listener = new PostgresListener(connections, (topic, key) => this.tell(topic, key), missed);
    this.singles = isOn('pipeline') ? new PostgresPipeline(connections, limit) : new PooledStatements(pool, limit);
    this.single = this.onClient(this.singles);
  }

  /** Starts to hear of changes that other replicas make. */
  listen(): Promise<void> {
    return this.listener.start();
  }

  get load(): DatabaseLoad {
    const { totalCount, idleCount, waitingCount } = this.pool;
    const { busy, idle, waiting } = this.singles.load;
    return { busy: totalCount - idleCount + busy, idle: idleCount + idle, waiting: waitingCount + waiting };
  }

  query<Row>(statement: Statement, values: readonly Value[] = []): Promise<readonly Row[]> {
    return this.observed('statement', statement.name, () => this.single.query<Row>(statement, values));
  }

  execute(statement: Statement, values: readonly Value[] = []): Promise<number> {
    return this.observed('statement', statement.name, () => this.single.execute(statement, values));
  }

  async together(pieces: readonly BoundStatement[]): Promise<void> {
    const statements = pieces.map(([statement]) => statement);
    const key = statements.map(({ name }) => name).join();
    const joined = this.joined.get(key) ?? joinedStatement(statements);
    this.joined.set(key, joined);
    const values = pieces.flatMap((piece) => piece[1]);
    await this.observed('together', key, () => this.single.execute(joined, values));
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, { long = false } = {}): Promise<T> {
    return this.observed('transaction', 'transaction', () => this.transact(work, long));
  }

  private async transact<T>(work: (transaction: Transaction) => Promise<T>, long: boolean): Promise<T> {
    const changes: [topic: string, key: string][] = [];
    const result = await this.onConnection(long ? undefined : this.limit, async (runner, client) => {
      await runner.startTransaction();
      const result = await work({
        ...this.inTransaction(this.onClient(client)),
        manager: runner.manager,
        lock: async (name) => {
          await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [name]);
        },
        lockShared: async (name) => {
          await client.query('SELECT pg_advisory_xact_lock_shared(hashtext($1))', [name]);
        },
        announce: async (topic, key) => {
          await client.query(ANNOUNCE, [this.listener.announcement(topic, key)]);
          changes.push([topic, key]);
        },
      });
      await runner.commitTransaction();
      return result;
    });
    for (const [topic, key] of changes) this.tell(topic, key);
    return result;
  }

  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.observed('read', 'read', () => this.onConnection(this.limit, (runner) => work(runner.manager)));
  }

  async migrate(): Promise<readonly string[]> {
    const client = await this.pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      return (await this.source.runMigrations({ transaction: 'all' })).map((migration) => migration.name);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      client.release();
    }
  }

  async isEmpty(): Promise<boolean> {
    return (await new MigrationExecutor(this.source).getExecutedMigrations()).length === 0;
  }

  async pendingMigrations(): Promise<readonly string[]> {
    return (await new MigrationExecutor(this.source).getPendingMigrations()).map((migration) => migration.name);
  }

  async close(): Promise<void> {
    await this.listener.stop();
    await this.singles.close();
    await this.source.destroy();
  }

  /** @param limit milliseconds after which the connection is broken, and with it what waits for an answer, COMMIT and ROLLBACK too */
  private async onConnection<T>(
    limit: number | undefined,
    work: (runner: QueryRunner, client: PoolClient & PostgresClient) => Promise<T>,
  ): Promise<T> {
    const askedAt = performance.now();
    const runner = this.source.createQueryRunner();
    const connected = await runner.connect().catch((error: unknown) => {
      throw this.toDatabaseError(error);
    });
    const client = connected as PoolClient & PostgresClient;
    const watch = new ConnectionWatch(client, limit && limit - (performance.now() - askedAt));
    try {
      return await work(runner, client);
    } catch (error) {
      // On a connection that broke there is nothing to undo, and the error that broke it is the one to report.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw this.toDatabaseError(watch.broken ?? error);
    } finally {
      watch.end();
      await runner.release();
    }
  }

  private inTransaction({ query, execute }: Connection): Connection {
    return {
      query: <Row>(statement: Statement, values?: readonly Value[]) =>
        this.spanned(statement.name, () => query<Row>(statement, values)),
      execute: (statement, values) => this.spanned(statement.name, () => execute(statement, values)),
    };
  }

  private onClient(client: PostgresPipeline | PooledStatements | PoolClient): Connection {
    const ask = async (statement: Statement, values: readonly Value[] = []) => {
      try {
        return await client.query(statement, [...values]);
      } catch (error) {
        throw this.toDatabaseError(error);
      }
    };
    return {
      query: async <Row>(statement: Statement, values?: readonly Value[]) =>
        (await ask(statement, values)).rows as Row[],
      execute: async (statement, values) => (await ask(statement, values)).rowCount ?? 0,
    };
  }

  /** From now on, its reports of stale connections count. */
  protected override toDatabaseError(error: unknown): unknown {
    if (makesConnectionsStale(error) && this.connections.makeStale()) this.listener.replaceConnection();
    return super.toDatabaseError(error);
  }
}
