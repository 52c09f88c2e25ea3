import { SignInsRepository } from '../../src/authentication/sign-in/sign-ins.repository.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const ALL = statement('test-sign-ins', 'SELECT digest FROM sign_ins ORDER BY digest');
const MOST = 3;

describe.each(DIALECTS)('sign-ins in progress on %s', (dialect) => {
  let database: Database;
  let signIns: SignInsRepository;
  const signIn = {
    digest: 'd1',
    userId: 'u1',
    accountVersion: 7,
    amr: 'pwd otp',
    sid: null,
    requiredAction: 'terms',
    createdAt: 1_790_000_000_000,
    expiresAt: 1_790_000_010_000,
  };
  const now = signIn.createdAt;
  const insert = (row: Partial<typeof signIn> = {}) =>
    database.transaction((transaction) => signIns.insert({ ...signIn, ...row }, MOST, transaction));
  const use = (digest: string, action: string, at = now) =>
    database.transaction((transaction) => signIns.use(digest, action, at, transaction));
  const digests = async () => (await database.query<{ digest: string }>(ALL)).map(({ digest }) => digest);

  beforeEach(async () => {
    database = await newDatabase(dialect);
    signIns = new SignInsRepository(database);
  });
  afterEach(() => database.close());

  it('are found by the action that they wait for, until they end', async () => {
    await insert();
    const { requiredAction, createdAt, expiresAt, ...found } = signIn;
    await expect(signIns.find('d1', 'terms', expiresAt - 1)).resolves.toEqual(found);
    await expect(signIns.find('d1', 'password_change', now)).resolves.toBeUndefined();
    await expect(signIns.find('d2', 'terms', now)).resolves.toBeUndefined();
    await expect(signIns.find('d1', 'terms', expiresAt)).resolves.toBeUndefined();
  });

  it('are used once, of many requests at the same time too, in time, and for no other action', async () => {
    await insert();
    await expect(use('d1', 'password_change')).resolves.toBe(false);
    await expect(use('d1', 'terms', signIn.expiresAt)).resolves.toBe(false);
    const used = await Promise.all(Array.from({ length: 8 }, () => use('d1', 'terms')));
    expect(used.filter(Boolean)).toHaveLength(1);
    await expect(digests()).resolves.toEqual([]);
  });

  it('are bounded for each account: the newest stay', async () => {
    for (let each = 1; each <= 5; each += 1) await insert({ digest: `d${each}`, createdAt: now + each });
    await insert({ digest: 'other', userId: 'u2' });
    await expect(digests()).resolves.toEqual(['d3', 'd4', 'd5', 'other']);
  });

  it('end with all of an account, with all of everyone, and by the purge, a batch at a time', async () => {
    for (const digest of ['a', 'b', 'c']) await insert({ digest });
    await insert({ digest: 'other', userId: 'u2' });
    await expect(signIns.purge(signIn.expiresAt - 1, 10)).resolves.toBe(0);
    await expect(signIns.purge(signIn.expiresAt, 1)).resolves.toBe(1);
    await database.transaction((transaction) => signIns.removeAllOf('u1', transaction));
    await expect(digests()).resolves.toEqual(['other']);
    await database.transaction((transaction) => signIns.removeAll(transaction));
    await expect(digests()).resolves.toEqual([]);
  });
});
