/** An error of a driver about a row without a value that it must have. */
interface DriverError {
  readonly code?: unknown;
  readonly message?: unknown;
  /** PostgreSQL only. */
  readonly table?: unknown;
  readonly column?: unknown;
}

/** Whether a statement was undone because a row had no value in a column that demands one. */
export function isNotNullViolation(error: unknown, table: string, column: string): boolean {
  const { code, message, table: named, column: empty } = (error ?? {}) as DriverError;
  if (code === 'SQLITE_CONSTRAINT_NOTNULL') return message === `NOT NULL constraint failed: ${table}.${column}`;
  return code === '23502' && named === table && empty === column;
}
