import { sourceFiles } from '../support/source-files.js';

/**
 * Tests that still have SQL of their own, though the database is not their subject: what they need is neither in the audit log
 * (`auditEvents`) nor given by a service. The list only gets shorter.
 */
const EXCEPTIONS = [
  'test/e2e/admin/idempotency.spec.ts',
  'test/e2e/bootstrap/bootstrap-restart.spec.ts',
  'test/e2e/bootstrap/bootstrap.spec.ts',
  'test/e2e/cli/doctor.spec.ts',
  'test/e2e/cli/no-database.spec.ts',
  'test/e2e/cli/restored.spec.ts',
  'test/e2e/rooms/room-with-background-work.spec.ts',
  'test/e2e/server/database-faults.spec.ts',
  'test/e2e/server/metrics-of-rooms.spec.ts',
  'test/e2e/server/resilience.spec.ts',
];

/** Where the database itself is the subject. */
const OF_THE_DATABASE = /^(test\/(database|support|architecture)|src\/platform\/database)\//;

describe('SQL', () => {
  it('is in repositories, in tests of the database, and in test/support', () => {
    const tests = [...sourceFiles('test'), ...sourceFiles('src').filter(({ path }) => /\.spec\.tsx?$/.test(path))];
    const found = tests.filter(({ path, text }) => !OF_THE_DATABASE.test(path) && hasSql(text));
    expect(found.map(({ path }) => path).sort()).toEqual(EXCEPTIONS);
  });

  it.each([
    ["import { Database, statement } from '../../../src/platform/database/database.js';", true],
    ["import { Client } from 'pg';", true],
    ["import { Database } from '../../../src/platform/database/database.js';", false],
  ])('is what %s brings: %s', (text, isSql) => {
    expect(hasSql(text)).toBe(isSql);
  });
});

function hasSql(text: string): boolean {
  return /^import [^;]*?\bstatement\b[^;]*? from '[^']*\/database\.js';$|from '(pg|better-sqlite3)'/m.test(text);
}
