import type { Database } from '../../src/platform/database/database.js';
import { UserSearchRepository } from '../../src/users/user-search.repository.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const BY_USERNAME = { by: 'username', descending: false } as const;

describe.each(DIALECTS)('the search for users on %s', (dialect) => {
  let database: Database;

  beforeEach(async () => {
    database = await newDatabase(dialect);
  });
  afterEach(() => database.close());

  it('finds names in any claims that are stored, also those with halves of surrogate pairs', async () => {
    const users = new UsersRepository(database);
    await database.transaction(async (transaction) => {
      for (const [username, claims] of Object.entries({
        a: { nickname: '\ud800', given_name: 'Ann' },
        b: { given_name: 'Ann\udfff', family_name: '\udc00\ud83d' },
        c: { given_name: 'Ann 🙂' },
        d: { given_name: 'Ann \\ud800 \\\\udc00' },
        e: { given_name: 'Otto' },
      }))
        await users.insert(username, { username, ...claims }, undefined, 0, transaction);
    });
    const search = new UserSearchRepository(database);
    const found = await Promise.all(['ann', 'n 🙂', 'ann \\'].map((text) => search.search({ text }, BY_USERNAME, 10)));
    expect(found.map((all) => all.map(({ user }) => user.username))).toEqual([['a', 'b', 'c', 'd'], ['c'], ['d']]);
  });
});
