import type { Dialect } from '../platform/database/database.js';

const POSITION: Readonly<Record<Dialect, string>> = { sqlite: 'instr', postgres: 'strpos' };

/**
 * The SQL condition that a column of roles, a JSON list, contains one role. Upper and lower case differ, as everywhere
 * with roles; LIKE of SQLite would take `ADMIN` for `admin`.
 * @param role the parameter that is {@link roleInList}
 */
export function containsRole(dialect: Dialect, column: string, role: string): string {
  return `${POSITION[dialect]}(${column}, ${role}) > 0`;
}

/** A role as it is written in a stored list. */
export function roleInList(role: string): string {
  return JSON.stringify(role);
}
