import { jest } from '@jest/globals';
import { migrations } from '#migrations';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import type { DeclaredUser } from '../../src/users/declared-user.js';
import type { User, UserClaims } from '../../src/users/user.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { ENTITIES } from '../support/entities.js';
import { newFolder } from '../support/program.js';
import { DIALECTS, newDatabaseUrl } from '../support/test-database.js';
import { openUsers, type UserRooms } from '../support/user-rooms.js';

const ADDRESS = 'bob@example.com';
const verified = { email: ADDRESS, email_verified: true };
const unverified = { email: ADDRESS };

describe.each(DIALECTS)('the names by which people sign in on %s', (dialect) => {
  let { database, repository, users, declaredUsers, importer } = {} as UserRooms;

  beforeEach(async () => {
    // No two accounts are of one age.
    const clock = new TestClock(Date.UTC(2030, 0, 1), 0.001);
    ({ database, repository, users, declaredUsers, importer } = await openUsers(dialect, { clock }));
  });
  afterEach(() => database.close());

  const whoSignsInBy = async (name: string) => (await repository.findByLogin(name))?.user.username;

  /** @param claims all that the user has from now on */
  async function change(username: string, claims: UserClaims, renamed = username): Promise<void> {
    const before = (await users.findByUsername(username)) as User;
    const profile = { username: renamed, claims, roles: before.roles };
    await database.transaction((transaction) => users.changeProfile(before.id, before, profile, transaction));
  }

  async function remove(username: string): Promise<void> {
    const user = (await users.findByUsername(username)) as User;
    await database.transaction((transaction) => users.delete(user, transaction));
  }

  const bootstrap = (declared: DeclaredUser) =>
    declaredUsers.withPrepared([declared], ([prepared]) =>
      database.transaction((transaction) => declaredUsers.apply(prepared as never, transaction)),
    );

  it('an address is that of the first who has it; others keep it as a claim', async () => {
    await users.create({ username: 'bob', ...unverified });
    const otto = await users.create({ username: 'otto', email: 'BOB@example.com' });
    expect([await whoSignsInBy(ADDRESS), await whoSignsInBy('otto')]).toEqual(['bob', 'otto']);
    expect(otto.claims.email).toBe('BOB@example.com');
  });

  it('a verified address comes before one that is not, whenever it is verified', async () => {
    await users.create({ username: 'mallory', ...unverified });
    await users.create({ username: 'bob', ...verified });
    await users.create({ username: 'late', ...verified });
    expect(await whoSignsInBy(ADDRESS)).toBe('bob');
    await change('mallory', verified);
    expect(await whoSignsInBy(ADDRESS)).toBe('bob');
    await change('bob', unverified);
    expect(await whoSignsInBy(ADDRESS)).toBe('mallory');
  });

  it('an address goes to the next when its owner changes it or is deleted', async () => {
    await users.create({ username: 'bob', ...verified });
    await users.create({ username: 'second', ...unverified });
    await users.create({ username: 'third', ...verified });
    await change('bob', { email: 'other@example.com' });
    expect([await whoSignsInBy(ADDRESS), await whoSignsInBy('other@example.com')]).toEqual(['third', 'bob']);
    await remove('third');
    expect(await whoSignsInBy(ADDRESS)).toBe('second');
    await change('second', {});
    expect(await whoSignsInBy(ADDRESS)).toBeUndefined();
  });

  it('no one takes the address by which another one signs in as a username', async () => {
    await users.create({ username: 'bob', ...unverified });
    await users.create({ username: 'mallory' });
    const taken = { violations: [{ pointer: '/username', detail: 'is taken already' }] };
    await expect(users.create({ username: 'Bob@Example.com' })).rejects.toMatchObject(taken);
    await expect(bootstrap({ username: ADDRESS })).rejects.toMatchObject(taken);
    await expect(change('mallory', {}, ADDRESS)).rejects.toMatchObject(taken);
    const { created, rejected } = await importer.store([{ username: ADDRESS }], { update: true, dryRun: false });
    expect([created, rejected]).toMatchObject([0, [{ violation: { pointer: '/username' } }]]);
    expect(await whoSignsInBy(ADDRESS)).toBe('bob');
    await expect(users.findByUsername(ADDRESS)).resolves.toBeUndefined();
  });

  it('who has verified an address takes it as a username from one who has not', async () => {
    await users.create({ username: 'mallory', ...unverified });
    await bootstrap({ username: ADDRESS, ...verified });
    expect(await whoSignsInBy(ADDRESS)).toBe(ADDRESS);
    await change(ADDRESS, {});
    await users.create({ username: 'late', ...verified });
    expect(await whoSignsInBy(ADDRESS)).toBe(ADDRESS);
  });

  it('no one takes the username of another one as an address, and a username that is given up goes on', async () => {
    await users.create({ username: ADDRESS });
    await users.create({ username: 'mallory', ...verified });
    expect(await whoSignsInBy(ADDRESS)).toBe(ADDRESS);
    await change(ADDRESS, unverified, 'bob');
    expect(await whoSignsInBy(ADDRESS)).toBe('mallory');
    await remove('mallory');
    expect(await whoSignsInBy(ADDRESS)).toBe('bob');
  });

  it('an import keeps to the same, within one file too', async () => {
    const file = [
      { username: 'bob', ...verified },
      { username: 'otto', ...unverified },
      { username: ADDRESS },
      { username: 'own@example.com', email: 'own@example.com' },
    ];
    const { created, rejected } = await importer.store(file, { update: false, dryRun: false });
    expect([created, rejected.map(({ index }) => index)]).toEqual([3, [2]]);
    expect([await whoSignsInBy(ADDRESS), await whoSignsInBy('own@example.com')]).toEqual(['bob', 'own@example.com']);
  });

  it('of fifty who claim one address at once, one gets it, and all are created', async () => {
    const claims = Array.from({ length: 50 }, (_, index) => users.create({ username: `user${index}`, ...unverified }));
    await Promise.all(claims);
    const owners = await database.query(statement('test-owners', 'SELECT user_id FROM sign_in_names WHERE name = $1'), [
      ADDRESS,
    ]);
    expect(owners).toHaveLength(1);
    const names = await database.query(statement('test-names', 'SELECT name FROM sign_in_names WHERE rank = 0'));
    expect(names).toHaveLength(50);
  });

  it('of those who take one name at once, as a username and as an address, one gets it', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        users.create(index % 2 ? { username: `user${index}`, ...unverified } : { username: ADDRESS }),
      ),
    );
    const failed = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.message] : []));
    expect(new Set(failed)).toEqual(new Set(['/username is taken already']));
    expect(await whoSignsInBy(ADDRESS)).toBeDefined();
  });

  it('a username counts that an older replica has stored without one', async () => {
    await users.create({ username: 'bob', ...unverified });
    await database.execute(statement('test-forget', 'DELETE FROM sign_in_names'));
    expect([await whoSignsInBy('bob'), await whoSignsInBy(ADDRESS)]).toEqual(['bob', undefined]);
    await change('bob', unverified);
    expect(await whoSignsInBy(ADDRESS)).toBe('bob');
  });
});

describe.each(DIALECTS)('people who shared an address before, on %s', (dialect) => {
  it('are reported by the migration, which gives it to who has verified it, else to the oldest', async () => {
    const url = dialect === 'sqlite' ? `sqlite:${newFolder()}/db.sqlite` : await newDatabaseUrl(dialect);
    const before = migrations.filter(({ name }) => !name.startsWith('SignInNames'));
    const first = await openDatabase(url, { entities: ENTITIES, migrations: before });
    await first.migrate();
    const insert = statement(
      'test-user',
      `INSERT INTO users (id, username, normalized_username, normalized_email, claims, roles, created_at, updated_at, version)
       VALUES ($1, $1, $1, $2, $3, '[]', $4, $4, 1)`,
    );
    const rows = [
      ['old', 'shared@example.com', '{"email":"shared@example.com"}', 1],
      ['verified', 'shared@example.com', '{"email":"shared@example.com","email_verified":true}', 3],
      ['later', 'shared@example.com', '{"email":"shared@example.com","email_verified":true}', 4],
      ['oldest', 'plain@example.com', '{"email":"plain@example.com"}', 1],
      ['younger', 'plain@example.com', '{"email":"plain@example.com","nickname":"\\"email_verified\\":true"}', 2],
      ['name@example.com', null, '{}', 9],
      ['named', 'name@example.com', '{"email":"name@example.com","email_verified":true}', 1],
      ['own@example.com', 'own@example.com', '{"email":"own@example.com"}', 1],
    ] as const;
    for (const row of rows) await first.execute(insert, [...row]);
    await first.close();

    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const second = await openDatabase(url, { entities: ENTITIES, migrations });
    await second.migrate();
    expect(said.mock.calls).toEqual([[expect.stringMatching(/^4 users have email addresses by which someone else/)]]);
    said.mockRestore();
    const repository = new UsersRepository(second);
    const owners = ['shared', 'plain', 'name', 'own'].map(async (name) => {
      return (await repository.findByLogin(`${name}@example.com`))?.user.id;
    });
    expect(await Promise.all(owners)).toEqual(['verified', 'oldest', 'name@example.com', 'own@example.com']);
    await second.close();
  });
});
