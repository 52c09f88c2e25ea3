import { sourceFiles } from '../support/source-files.js';

/** Where the database itself is the subject. */
const OF_THE_DATABASE = /^(test\/(database|support|architecture)|src\/platform\/database)\//;

describe('SQL', () => {
  it('is in repositories, in tests of the database, and in test/support', () => {
    const tests = [...sourceFiles('test'), ...sourceFiles('src').filter(({ path }) => /\.spec\.tsx?$/.test(path))];
    const found = tests.filter(({ path, text }) => !OF_THE_DATABASE.test(path) && hasSql(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ["import { Database, statement } from '../../../src/platform/database/database.js';", true],
    ["import { Client } from 'pg';", true],
    ["await transaction.manager.query('SELECT 1');", true],
    ["import { Database } from '../../../src/platform/database/database.js';", false],
  ])('is what %s brings: %s', (text, isSql) => {
    expect(hasSql(text)).toBe(isSql);
  });
});

function hasSql(text: string): boolean {
  return /^import [^;]*?\bstatement\b[^;]*? from '[^']*\/database\.js';$|from '(pg|better-sqlite3)'|\bmanager\.query\(/m.test(
    text,
  );
}
