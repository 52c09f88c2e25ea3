/** SQLite's result codes for a file that it cannot read, and what to do then. */
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;
const RESTORE =
  '; it is damaged, or no database: restore a backup (npx gatehouse restore FILE), or look at DATABASE_URL';

/** The database cannot be used at present: it is gone, starting, full, or locked by another process. Answered as 503. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly statusCode = 503;
  /** Seconds. */
  readonly retryAfter = 1;

  constructor(cause: unknown, what = 'the database is not available') {
    const { message, code } = cause as { message?: string; code?: string };
    super(`${what}: ${message || code}${DAMAGED.test(String(code)) ? RESTORE : ''}`, { cause });
  }
}

/**
 * Node's errors of connections; PostgreSQL's SQLSTATE (Appendix A) for connections, read-only transactions, transactions that
 * were rolled back for others or took too long, resources, locks, operator intervention and system errors; SQLite's result codes.
 */
const CODES =
  /^(E[A-Z_]+|08...|25006|25P0[34]|40...|53...|55P03|57...|58...|SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB)(_[A-Z]+)*)$/;

/** What the drivers say without a code. */
const MESSAGES =
  /^(Connection terminated|Query read timeout|timeout e|Client has encountered a connection error|Client was closed|the (connection to the )?database |The database connection is not open|Cannot use a pool after)/;

/**
 * The server is read-only, as after its demotion; it shuts down or starts (57P01 to 57P03); or it does not answer. Connections
 * made before would fail too, and a new one may lead to another server.
 */
const STALE = /^(25006|57P0[1-3]|Query read timeout|the database did not answer in time)$/;

/** The server or the file is read-only, or there is no room: reading may go on, but nothing is written until that changes. */
const NOT_WRITABLE = /^(25006|53100|58030|SQLITE_(FULL|READONLY|IOERR)(_[A-Z]+)*)$/;

/** The error of a statement or a connection, as a {@link DatabaseUnavailable} if the statement is not to blame. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable) return error;
  const { code, message = '' } = error as { code?: unknown; message?: string };
  const unavailable = typeof code === 'string' ? CODES.test(code) : MESSAGES.test(message);
  return unavailable ? new DatabaseUnavailable(error) : error;
}

/** PostgreSQL's SQLSTATE or a result code of SQLite. */
const REFUSAL = /^([0-9A-Z]{5}|SQLITE_[A-Z_]+)$/;

/** Whose fault an error of the database is; undefined for what was thrown for another reason. */
export function kindOfError(error: unknown): 'unavailable' | 'refused' | undefined {
  if (error instanceof DatabaseUnavailable) return 'unavailable';
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && REFUSAL.test(code) ? 'refused' : undefined;
}

/** Whether this error says that the database cannot be written to. */
export function refusesWrites(error: unknown): boolean {
  const { code } = (error instanceof DatabaseUnavailable ? error.cause : error) as { code?: unknown };
  return typeof code === 'string' && NOT_WRITABLE.test(code);
}

/** Whether after this error no connection that was made before it is to be used again. */
export function makesConnectionsStale(error: unknown): boolean {
  const { code, message = '' } = (error instanceof DatabaseUnavailable ? error.cause : error) as {
    code?: unknown;
    message?: string;
  };
  return STALE.test(typeof code === 'string' ? code : message);
}
