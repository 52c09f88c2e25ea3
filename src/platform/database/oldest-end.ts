import { type Statement, statement } from './database.js';

/** When the row ended that ended first, in all of these tables: `oldest`, null if there are no rows. */
export function oldestEnd(columns: readonly { readonly table: string; readonly endsAt: string }[]): Statement {
  const ends = columns.map(({ table, endsAt }) => `SELECT MIN(${endsAt}) AS oldest FROM ${table}`);
  return statement('oldest-end', `SELECT MIN(oldest) AS oldest FROM (${ends.join(' UNION ALL ')}) tables`);
}
