import {
  PendingRegistrationsRepository,
  type StoredPending,
} from '../../src/account/registration/pending/pending-registrations.repository.js';
import type { Database } from '../../src/platform/database/database.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const NOW = 1_790_000_000_000;
const LIMITS = { ofAddress: 2, ofNetwork: 2, inAll: 4 };

describe.each(DIALECTS)('registrations that wait for a proof, on %s', (dialect) => {
  let database: Database;
  let pending: PendingRegistrationsRepository;
  let made = 0;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    pending = new PendingRegistrationsRepository(database);
  });
  afterEach(() => database.close());

  const add = (more: Partial<StoredPending>) => {
    made += 1;
    const row = { digest: `d${made}`, email: `e${made}`, network: 'n', contents: 'sealed', createdAt: NOW + made };
    const stored = { ...row, expiresAt: NOW + 10_000, ...more };
    return database.transaction((transaction) => pending.insert(stored, LIMITS, transaction));
  };

  it('are so many for a network, and so many in all, until they have expired', async () => {
    const of = async (...networks: string[]) => {
      const inserted = [];
      for (const network of networks) inserted.push(await add({ network }));
      return inserted;
    };
    expect(await of('one', 'one', 'one')).toEqual([true, true, false]);
    expect(await of('two', 'three', 'four')).toEqual([true, true, false]);
    expect(await pending.purge(NOW + 10_000, 100)).toBe(4);
    expect(await of('one', 'four')).toEqual([true, true]);
  });

  it('are the newest of an address: the oldest makes room', async () => {
    for (const digest of ['first', 'second', 'third']) await add({ digest, email: 'mine', network: digest });
    const found = await Promise.all(['first', 'second', 'third'].map((digest) => pending.find(digest, NOW)));
    expect(found.map((contents) => contents !== undefined)).toEqual([false, true, true]);
  });

  it.each([
    ['a network', { network: 'one' }, LIMITS.ofNetwork],
    ['an address', { email: 'mine' }, LIMITS.ofAddress],
    ['all', {}, LIMITS.inAll],
  ])('are no more of %s if 50 begin at once', async (_, same, most) => {
    const each = Array.from({ length: 50 }, (_, index) => ({
      network: `n${index}`,
      ...same,
      digest: `at-once-${index}`,
    }));
    await Promise.all(each.map((row) => add(row)));
    const found = await Promise.all(each.map(({ digest }) => pending.find(digest, NOW)));
    expect(found.filter((contents) => contents !== undefined)).toHaveLength(most);
  });
});
