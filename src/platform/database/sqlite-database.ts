import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { type DataSource, type EntityManager, MigrationExecutor } from 'typeorm';
import {
  type BoundStatement,
  Database,
  type DatabaseLoad,
  type Statement,
  statement,
  type Transaction,
  type Value,
} from './database.js';

/** At most so many transactions share one commit, so that the first does not wait too long. */
const LARGEST_GROUP = 64;

/**
 * Milliseconds for which writing waits for another process's transaction, and between two attempts. SQLite itself waits
 * next to nothing, because it would block everything else that the process does.
 */
const LOCK_TIMEOUT_MS = 10_000;
const PAUSE = 5;
const BUSY_TIMEOUT = 20;

const BEGIN = statement('begin', 'BEGIN IMMEDIATE');
const BEGIN_EXCLUSIVE = statement('begin-exclusive', 'BEGIN EXCLUSIVE');
const COMMIT = statement('commit', 'COMMIT');
const SAVEPOINT = statement('savepoint', 'SAVEPOINT one');
const RELEASE = statement('release', 'RELEASE one');

interface QueuedWork {
  /** A single statement is atomic; only several need a savepoint to be undone together. */
  readonly single: boolean;
  run(): Promise<void>;
  committed(): void;
  failed(reason: unknown): void;
}

/**
 * SQLite in WAL mode with `synchronous=FULL`: what is committed survives a power cut.
 *
 * One connection writes, so work queues up; what is waiting together is committed together (group commit):
 * each transaction has its own savepoint, fails alone, and is answered only after the shared commit reached the disk.
 * Other processes are kept out by BEGIN IMMEDIATE.
 */
export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  readonly hearsOtherProcesses = false;
  private readonly waiting: QueuedWork[] = [];
  private readonly statements = new Map<string, BetterSqlite3.Statement>();
  private draining: Promise<void> | undefined;

  /** @param source an initialised data source of type better-sqlite3 */
  constructor(
    private readonly source: DataSource,
    private readonly connection: BetterSqlite3.Database,
  ) {
    super();
    this.connection.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
  }

  get load(): DatabaseLoad {
    return { busy: this.draining ? 1 : 0, idle: this.draining ? 0 : 1, waiting: this.waiting.length };
  }

  query<Row>(statement: Statement, values: readonly Value[] = []): Promise<readonly Row[]> {
    return this.observed('statement', statement.name, () => this.ask<Row>(statement, values));
  }

  private async ask<Row>(statement: Statement, values: readonly Value[]): Promise<readonly Row[]> {
    try {
      if (!this.connection.inTransaction && this.prepare(statement).readonly) return this.all<Row>(statement, values);
    } catch (error) {
      throw this.toDatabaseError(error);
    }
    return this.enqueue(async () => this.all<Row>(statement, values), true);
  }

  execute(statement: Statement, values: readonly Value[] = []): Promise<number> {
    return this.observed('statement', statement.name, () =>
      this.enqueue(async () => this.run(statement, values), true),
    );
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.observed('transaction', 'transaction', () => this.transact(work));
  }

  private async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const changes: [topic: string, key: string][] = [];
    const transaction: Transaction = {
      manager: this.source.manager,
      query: (statement, values = []) => this.spanned(statement.name, async () => this.all(statement, values)),
      execute: (statement, values = []) => this.spanned(statement.name, async () => this.run(statement, values)),
      lock: async () => undefined, // BEGIN IMMEDIATE already keeps every other writer out
      lockShared: async () => undefined,
      announce: async (topic, key) => void changes.push([topic, key]),
    };
    const result = await this.enqueue(() => work(transaction));
    for (const [topic, key] of changes) this.tell(topic, key);
    return result;
  }

  async together(pieces: readonly BoundStatement[]): Promise<void> {
    const name = pieces.map(([statement]) => statement.name).join();
    await this.observed('together', name, () =>
      this.enqueue(async () => {
        for (const [statement, values] of pieces) this.run(statement, values);
      }),
    );
  }

  async read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.observed('read', 'read', () => this.enqueue(() => work(this.source.manager)));
  }

  async migrate(): Promise<readonly string[]> {
    await this.begin(BEGIN_EXCLUSIVE);
    try {
      const done = await this.source.runMigrations({ transaction: 'none' });
      this.connection.exec('COMMIT');
      return done.map((migration) => migration.name);
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      throw error;
    }
  }

  async isEmpty(): Promise<boolean> {
    return (await new MigrationExecutor(this.source).getExecutedMigrations()).length === 0;
  }

  async pendingMigrations(): Promise<readonly string[]> {
    return (await new MigrationExecutor(this.source).getPendingMigrations()).map((migration) => migration.name);
  }

  async close(): Promise<void> {
    await this.draining;
    await this.source.destroy();
  }

  private enqueue<T>(work: () => Promise<T>, single = false): Promise<T> {
    // It runs in a group that another may have begun, and keeps its own asynchronous context, for tracing for instance.
    const resource = new AsyncResource('Transaction');
    return new Promise<T>((resolve, reject) => {
      let outcome: T;
      this.waiting.push({
        single,
        run: async () => {
          outcome = await resource.runInAsyncScope(work);
        },
        committed: () => resolve(outcome),
        failed: (reason) => reject(this.toDatabaseError(reason)),
      });
      this.draining ??= this.drain();
    });
  }

  private async drain(): Promise<void> {
    // Let everything that arrived in this turn of the event loop join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.commitGroup(this.waiting.splice(0, LARGEST_GROUP));
    this.draining = undefined;
  }

  private async commitGroup(group: readonly QueuedWork[]): Promise<void> {
    const succeeded: QueuedWork[] = [];
    try {
      await this.begin(BEGIN);
      for (const each of group) if (await this.attempt(each)) succeeded.push(each);
      this.run(COMMIT, []);
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      for (const each of group) each.failed(error);
      return;
    }
    for (const each of succeeded) each.committed();
  }

  /** Waits for its turn among the processes that write. @throws SqliteError if that takes too long */
  private async begin(how: Statement): Promise<void> {
    const deadline = performance.now() + LOCK_TIMEOUT_MS;
    for (;;) {
      try {
        this.run(how, []);
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await sleep(PAUSE);
    }
  }

  private async attempt(each: QueuedWork): Promise<boolean> {
    if (!each.single) this.run(SAVEPOINT, []);
    try {
      await each.run();
      if (!each.single) this.run(RELEASE, []);
      return true;
    } catch (error) {
      // A full disk, for one, makes SQLite undo the whole group: nothing of it may go on as if it were still there.
      if (!this.connection.inTransaction) throw error;
      if (!each.single) this.connection.exec('ROLLBACK TO one; RELEASE one');
      each.failed(error);
      return false;
    }
  }

  private all<Row>(statement: Statement, values: readonly Value[]): readonly Row[] {
    return this.prepare(statement).all(bind(values)) as Row[];
  }

  private run(statement: Statement, values: readonly Value[]): number {
    return this.prepare(statement).run(bind(values)).changes;
  }

  private prepare({ name, text }: Statement): BetterSqlite3.Statement {
    let prepared = this.statements.get(name);
    if (!prepared) {
      prepared = this.connection.prepare(text);
      this.statements.set(name, prepared);
    }
    return prepared;
  }
}

/** Whether another process writes. */
function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}

/** `$1`, `$2`, … are names to SQLite, so values are bound by name. It has no booleans. */
function bind(values: readonly Value[]): Record<string, string | number | null> {
  return Object.fromEntries(
    values.map((value, index) => [index + 1, typeof value === 'boolean' ? Number(value) : value]),
  );
}
