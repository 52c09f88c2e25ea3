import { type Dialect, type Statement, statement } from './database.js';

/**
 * Deletes at most `$2` rows whose `column` is no later than `$1`, the earliest first.
 * Rows are found by their place in the table, which saves looking each one up by its key. On PostgreSQL it passes over rows that
 * another transaction is changing: what never waits is part of no deadlock, and replicas that purge at the same time share the work.
 */
export function deleteExpired(name: string, table: string, column: string): Readonly<Record<Dialect, Statement>> {
  const expired = (address: string) =>
    `SELECT ${address} FROM ${table} WHERE ${column} <= $1 ORDER BY ${column} LIMIT $2`;
  return {
    sqlite: statement(name, `DELETE FROM ${table} WHERE rowid IN (${expired('rowid')})`),
    postgres: statement(
      name,
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${expired('ctid')} FOR UPDATE SKIP LOCKED))`,
    ),
  };
}
