import type { ClientConfig, Pool, PoolClient } from 'pg';
import { type DataSource, type EntityManager, MigrationExecutor } from 'typeorm';
import { type Connection, Database, type Piece, type Statement, type Transaction, type Value } from './database.js';
import { explained } from './database-unavailable.js';
import { joinedStatement } from './joined-statement.js';
import { ANNOUNCE, PostgresListener } from './postgres-listener.js';
import { PostgresPipeline } from './postgres-pipeline.js';

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
  private readonly pipeline: PostgresPipeline;
  private readonly single: Connection;
  private readonly joined = new Map<string, Statement>();

  /**
   * @param source an initialised data source of type postgres, and its pool
   * @param connection how to connect to the same database
   */
  constructor(
    private readonly source: DataSource,
    private readonly pool: Pool,
    connection: ClientConfig,
  ) {
    super();
    const missed = () => this.tellThatAnythingMayHaveChanged();
    this.listener = new PostgresListener(connection, (topic, key) => this.tell(topic, key), missed);
    this.pipeline = new PostgresPipeline(connection);
    this.single = onClient(this.pipeline);
  }

  /** Starts to hear of changes that other replicas make. */
  listen(): Promise<void> {
    return this.listener.start();
  }

  query<Row>(statement: Statement, values: readonly Value[] = []): Promise<readonly Row[]> {
    return this.single.query<Row>(statement, values);
  }

  execute(statement: Statement, values: readonly Value[] = []): Promise<number> {
    return this.single.execute(statement, values);
  }

  async together(pieces: readonly Piece[]): Promise<void> {
    const statements = pieces.map(([statement]) => statement);
    const key = statements.map(({ name }) => name).join();
    const joined = this.joined.get(key) ?? joinedStatement(statements);
    this.joined.set(key, joined);
    await this.execute(
      joined,
      pieces.flatMap(([, values]) => values),
    );
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const changes: [topic: string, key: string][] = [];
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      const result = await work({
        ...onClient(client),
        manager: runner.manager,
        lock: async (name) => {
          await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [name]);
        },
        announce: async (topic, key) => {
          await client.query(ANNOUNCE, [this.listener.announcement(topic, key)]);
          changes.push([topic, key]);
        },
      });
      await runner.commitTransaction();
      for (const [topic, key] of changes) this.tell(topic, key);
      return result;
    } catch (error) {
      // On a connection that broke there is nothing to undo, and what broke it is worth more than that.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw explained(error);
    } finally {
      await runner.release();
    }
  }

  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return work(this.source.manager);
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

  async pendingMigrations(): Promise<readonly string[]> {
    return (await new MigrationExecutor(this.source).getPendingMigrations()).map((migration) => migration.name);
  }

  async close(): Promise<void> {
    await this.listener.stop();
    await this.pipeline.close();
    await this.source.destroy();
  }
}

function onClient(client: PostgresPipeline | PoolClient): Connection {
  return {
    async query<Row>(statement: Statement, values: readonly Value[] = []) {
      try {
        return (await client.query(statement, [...values])).rows as Row[];
      } catch (error) {
        throw explained(error);
      }
    },
    async execute(statement: Statement, values: readonly Value[] = []) {
      try {
        return (await client.query(statement, [...values])).rowCount ?? 0;
      } catch (error) {
        throw explained(error);
      }
    },
  };
}
