import { type Dialect, type Statement, statement } from './database.js';

/**
 * Deletes at most `$2` rows whose `column` is no later than `$1`, those that expired first at first.
 * Rows are found by where they lie, which saves looking each one up by its key. On PostgreSQL it passes over rows that
 * somebody else is changing: whoever waits for nobody is part of no deadlock, and replicas that purge at the same time share the work.
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
