import type { Dialect } from '../platform/database/database.js';

const POSITION: Readonly<Record<Dialect, string>> = { sqlite: 'instr', postgres: 'strpos' };

/**
 * The SQL condition that a column of texts, a JSON list of roles or groups, has one of them. Upper and lower case differ,
 * as everywhere with these; LIKE of SQLite would take `ADMIN` for `admin`.
 * @param text the parameter that is {@link inList}
 */
export function contains(dialect: Dialect, column: string, text: string): string {
  return `${POSITION[dialect]}(${column}, ${text}) > 0`;
}

/** A role or a group as it is written in a stored list. */
export function inList(text: string): string {
  return JSON.stringify(text);
}
