import Database from 'better-sqlite3';
import type { Tally } from './tally.js';

/** https://www.sqlite.org/pragma.html#pragma_integrity_check; only reads. */
export function checkIntegrity(path: string, tally: Tally): void {
  const database = new Database(path, { readonly: true });
  try {
    const found = database.pragma('integrity_check') as { integrity_check: string }[];
    for (const { integrity_check: problem } of found) if (problem !== 'ok') tally.lose(`integrity_check: ${problem}`);
    const orphans = database.pragma('foreign_key_check') as unknown[];
    if (orphans.length > 0) tally.lose(`foreign_key_check: ${orphans.length} rows`);
  } finally {
    database.close();
  }
}
