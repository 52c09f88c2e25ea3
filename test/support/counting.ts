import { statement } from '../../src/platform/database/database.js';

/** Statements that count something by a key, in whichever table will do. */
export const INSERT = statement(
  'test-insert',
  'INSERT INTO throttles (key, failures, blocked_until, expires_at) VALUES ($1, $2, 0, 0)',
);
export const INCREMENT = statement(
  'test-increment',
  'UPDATE throttles SET failures = failures + $2 WHERE key = $1 RETURNING failures',
);
/** Refused by the database, which says so in words of its own. */
export const REFUSED = statement('test-refused', 'SELECT nothing FROM throttles');
export const SELECT = statement('test-select', 'SELECT failures FROM throttles WHERE key = $1');
