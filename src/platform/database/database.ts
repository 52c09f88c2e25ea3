import type { EntityManager } from 'typeorm';
import { inSpan, type SpanOptions } from '../telemetry/spans.js';
import { refusesWrites, toDatabaseError } from './database-unavailable.js';

/** One SQL statement that is prepared once per connection. Parameters are written `$1`, `$2`, …, on both dialects. */
export interface Statement {
  /** Unique in the whole server: PostgreSQL keeps the prepared plan under it. */
  readonly name: string;
  readonly text: string;
}

/** What a statement's parameter may be. Instants are integers; lists and objects are stored as JSON text. */
export type Value = string | number | boolean | null;

export function statement(name: string, text: string): Statement {
  return { name, text };
}

/** A statement and its parameters, for {@link Database.together}. */
export type BoundStatement = readonly [statement: Statement, values: readonly Value[]];

/** Runs prepared statements, inside or outside a transaction. */
export interface Connection {
  /** The rows that a SELECT or a RETURNING clause yields. */
  query<Row>(statement: Statement, values?: readonly Value[]): Promise<readonly Row[]>;
  /** How many rows an INSERT, UPDATE or DELETE changed. */
  execute(statement: Statement, values?: readonly Value[]): Promise<number>;
}

/** A connection inside a transaction. */
export interface Transaction extends Connection {
  /** TypeORM inside this transaction; use `insert`, `update`, `delete`, `find…`, not `save`. */
  readonly manager: EntityManager;
  /** Waits until no other transaction, of any process, holds the same lock; held until the transaction ends. */
  lock(name: string): Promise<void>;
  /** As {@link lock}, but any number of transactions share it; those that {@link lock} wait for all of them. */
  lockShared(name: string): Promise<void>;
  /** Tells every {@link Database.onChange} listener of the topic, once this transaction is committed. */
  announce(topic: string, key: string): Promise<void>;
}

export interface TransactionOptions {
  /** There is no time limit, and it may wait for other long ones: never used to answer a request. */
  readonly long?: boolean;
}

/** Called when the row with this key has changed; without a key, when any may have. */
export type ChangeListener = (key?: string) => void;

export type Dialect = 'sqlite' | 'postgres';

/** What is asked of the database as a whole; statements of a transaction are parts of it. */
export type Operation = 'statement' | 'together' | 'transaction' | 'read';

/** Is told what became of each operation. */
export interface DatabaseObserver {
  ended(operation: Operation, milliseconds: number): void;
  failed(error: unknown): void;
}

/** What the database has to do for this process at this moment. */
export interface DatabaseLoad {
  /** Connections on which something is under way, and on which nothing is. */
  readonly busy: number;
  readonly idle: number;
  /** What waits for a connection, for its turn, or for an answer. */
  readonly waiting: number;
}

/** OpenTelemetry's semantic conventions for databases; the name of a span is that of its statement. */
const SPANS: Readonly<Record<Dialect, SpanOptions>> = {
  sqlite: { isClient: true, attributes: { 'db.system.name': 'sqlite' } },
  postgres: { isClient: true, attributes: { 'db.system.name': 'postgresql' } },
};

/**
 * The database. A single statement is atomic by itself; several belong in a {@link transaction}.
 * A transaction's work awaits nothing but statements, because on SQLite all others wait for it.
 */
export abstract class Database implements Connection {
  abstract readonly dialect: Dialect;
  /** Whether {@link onChange} hears of what other processes change. */
  abstract readonly hearsOtherProcesses: boolean;
  /** How many writes were refused so far because the database cannot be written to. */
  refusedWrites = 0;
  /** What there is to do for this process now. */
  abstract readonly load: DatabaseLoad;
  private readonly listeners = new Map<string, ChangeListener[]>();
  private observer: DatabaseObserver | undefined;

  /**
   * Hears of announced changes: of this process at once, on PostgreSQL of all replicas as soon as they are committed.
   * Processes that share an SQLite file do not hear of each other; what they keep in memory has a bounded age instead.
   */
  onChange(topic: string, listener: ChangeListener): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  /** Has someone watch. */
  observe(observer: DatabaseObserver): void {
    this.observer = observer;
  }

  /** Does an operation in a span, and tells who watches what became of it. */
  protected async observed<T>(operation: Operation, name: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await this.spanned(name, work);
    } catch (error) {
      this.observer?.failed(error);
      throw error;
    } finally {
      this.observer?.ended(operation, performance.now() - startedAt);
    }
  }

  /** Does a part of an operation in a span. */
  protected spanned<T>(name: string, work: () => Promise<T>): Promise<T> {
    return inSpan(name, work, SPANS[this.dialect]);
  }

  /** What is thrown instead of an error of the driver: {@link toDatabaseError}. */
  protected toDatabaseError(error: unknown): unknown {
    if (refusesWrites(error)) this.refusedWrites++;
    return toDatabaseError(error);
  }

  protected tell(topic: string, key: string): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(key);
  }

  /** Called if announcements may have been missed. */
  protected tellThatAnythingMayHaveChanged(): void {
    for (const listener of [...this.listeners.values()].flat()) listener();
  }

  abstract query<Row>(statement: Statement, values?: readonly Value[]): Promise<readonly Row[]>;
  abstract execute(statement: Statement, values?: readonly Value[]): Promise<number>;
  /** Commits when the work resolves, rolls back when it rejects. Durable once it has resolved. */
  abstract transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Runs statements that need nothing of each other, all or none: one round trip, one commit. Durable as a {@link transaction}. */
  abstract together(pieces: readonly BoundStatement[]): Promise<void>;
  /** Reads entities through TypeORM; sees committed data only. */
  abstract read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Runs the pending migrations exactly once, however many processes start together. */
  abstract migrate(): Promise<readonly string[]>;
  /** Whether no migration has ever run. Makes nothing. */
  abstract isEmpty(): Promise<boolean>;
  /** The names of migrations that have not run yet. Makes nothing. */
  abstract pendingMigrations(): Promise<readonly string[]>;
  abstract close(): Promise<void>;
}
