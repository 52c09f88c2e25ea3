import { type Database, statement } from '../../src/platform/database/database.js';
import { deleteExpired } from '../../src/platform/database/delete-expired.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const INSERT = statement('test-insert', 'INSERT INTO client_assertions (digest, expires_at) VALUES ($1, $2)');
const RENEW = statement('test-renew', 'UPDATE client_assertions SET expires_at = $2 WHERE digest = $1');
const LEFT = statement('test-left', 'SELECT digest FROM client_assertions ORDER BY digest');
const DELETE = deleteExpired('test-delete-expired', 'client_assertions', 'expires_at');

describe.each(DIALECTS)('what has expired on %s', (dialect) => {
  let database: Database;
  const purge = (now: number, limit: number) => database.execute(DELETE[dialect], [now, limit]);
  const left = async () => (await database.query<{ digest: string }>(LEFT)).map(({ digest }) => digest);

  beforeEach(async () => {
    database = await newDatabase(dialect);
    for (const [digest, expiresAt] of Object.entries({ c: 3, a: 1, d: 4, b: 2 })) {
      await database.execute(INSERT, [digest, expiresAt]);
    }
  });
  afterEach(() => database.close());

  it('is deleted in the order in which it expired, no more at once than asked for', async () => {
    await expect(purge(0, 2)).resolves.toBe(0);
    await expect(purge(3, 2)).resolves.toBe(2);
    await expect(left()).resolves.toEqual(['c', 'd']);
    await expect(purge(3, 2)).resolves.toBe(1);
    await expect(left()).resolves.toEqual(['d']);
  });

  it('is deleted once by anyone who deletes at the same time', async () => {
    for (let each = 0; each < 200; each++) await database.execute(INSERT, [`e${each}`, each % 5]);
    const counts = await Promise.all(Array.from({ length: 50 }, () => purge(10, 5)));
    let sum = counts.reduce((one, other) => one + other);
    for (let count = 1; count > 0; sum += count) count = await purge(10, 5);
    expect(sum).toBe(204);
    await expect(left()).resolves.toEqual([]);
  });
});

describe('what has expired on postgres', () => {
  it('is passed over while somebody changes it, and stays where it was renewed', async () => {
    const database = await newDatabase('postgres');
    const purge = () => database.execute(DELETE.postgres, [5, 10]);
    for (const digest of ['a', 'b', 'c']) await database.execute(INSERT, [digest, 1]);
    await database.transaction(async (transaction) => {
      await transaction.execute(RENEW, ['a', 9]);
      await transaction.execute(RENEW, ['b', 2]);
      // Would wait for the transaction, and so for ever, if it waited at all.
      await expect(purge()).resolves.toBe(1);
    });
    await expect(purge()).resolves.toBe(1);
    await expect(database.query(LEFT)).resolves.toEqual([{ digest: 'a' }]);
    await database.close();
  });
});
