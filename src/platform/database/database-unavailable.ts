/** The database cannot be asked at present: it is gone, starting, full, or locked by another process. Answered as 503. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly statusCode = 503;
  /** Seconds. */
  readonly retryAfter = 1;

  constructor(cause: unknown, what = 'the database is not available') {
    const { message, code } = cause as { message?: string; code?: string };
    super(`${what}: ${message || code}`, { cause });
  }
}

/** Node's errors of connections, PostgreSQL's SQLSTATE classes (connection, resources, operator intervention), SQLite's result codes. */
const CODES =
  /^(E[A-Z_]+|08...|53...|57P0.|SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB)(_[A-Z]+)*)$/;

/** What the drivers say without a code. */
const MESSAGES =
  /^(Connection terminated|Query read timeout|timeout e|Client has encountered a connection error|Client was closed|the (connection to the )?database |The database connection is not open|Cannot use a pool after)/;

/** The error of a statement or a connection, as a {@link DatabaseUnavailable} where the statement is not to blame. */
export function explained(error: unknown): unknown {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  const unavailable = typeof code === 'string' ? CODES.test(code) : MESSAGES.test(message);
  return unavailable ? new DatabaseUnavailable(error) : error;
}
