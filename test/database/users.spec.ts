import { statement } from '../../src/platform/database/database.js';
import { Argon2Format } from '../../src/users/passwords/formats/argon2.js';
import { RoleHoldersRepository } from '../../src/users/role-holders.repository.js';
import { DIALECTS } from '../support/test-database.js';
import { bootstrapUsers, openUsers, setPassword, type UserRooms } from '../support/user-rooms.js';

const PASSWORD = 'correct horse battery staple';

class CountingArgon2 extends Argon2Format {
  count = 0;
  override verify(password: string, encoded: string): Promise<boolean> {
    this.count++;
    return super.verify(password, encoded);
  }
}

describe.each(DIALECTS)('users on %s', (dialect) => {
  let rooms: UserRooms;
  let { database, repository, users } = {} as UserRooms;
  let argon2: CountingArgon2;

  beforeEach(async () => {
    argon2 = new CountingArgon2();
    rooms = await openUsers(dialect, { formats: [argon2] });
    ({ database, repository, users } = rooms);
  });
  afterEach(() => database.close());

  it('are found again as they were created', async () => {
    const alice = await users.create({
      username: 'Alice',
      password: PASSWORD,
      given_name: 'Alice',
      address: { locality: 'Berlin' },
      roles: ['admin'],
    });
    expect(alice).toMatchObject({
      username: 'Alice',
      claims: { given_name: 'Alice', address: { locality: 'Berlin' } },
      roles: ['admin'],
      disabled: false,
    });
    await expect(users.find(alice.id)).resolves.toEqual(alice);
    await expect(users.findByUsername(' ALICE ')).resolves.toEqual(alice);
    await expect(users.find('nobody')).resolves.toBeUndefined();
  });

  it('have a username of their own, also where 50 are created at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => users.create({ username: index % 2 ? 'bob' : 'BOB' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(users.create({ username: 'Bob ' })).rejects.toMatchObject({
      violations: [{ pointer: '/username', detail: 'is taken already' }],
    });
    await expect(users.list(10)).resolves.toHaveLength(1);
  });

  it('are refused with everything that is wrong with them', async () => {
    await expect(
      users.create({ username: 'a\nb', password: 'short', email: 'nowhere', roles: ['ok', ' '] }),
    ).rejects.toMatchObject({
      violations: [{ pointer: '/username' }, { pointer: '/password' }, { pointer: '/email' }, { pointer: '/roles/1' }],
    });
  });

  it('sign in by username or email address', async () => {
    const alice = await users.create({ username: 'alice', password: PASSWORD, email: 'Alice@Example.com' });
    await expect(users.verifyPassword('ALICE', PASSWORD)).resolves.toEqual(alice);
    await expect(users.verifyPassword('alice@example.com', PASSWORD)).resolves.toEqual(alice);
    await expect(users.verifyPassword('alice', `${PASSWORD}!`)).resolves.toBeUndefined();
    await expect(users.verifyPassword('nobody', PASSWORD)).resolves.toBeUndefined();
  });

  it('cost the same work whether unknown, disabled, without a password or given a wrong one', async () => {
    const { id } = await users.create({ username: 'disabled', password: PASSWORD });
    await users.disable(id);
    await users.create({ username: 'passwordless' });
    await users.create({ username: 'alice', password: PASSWORD });
    for (const username of ['unknown', 'disabled', 'passwordless', 'alice']) {
      argon2.count = 0;
      await expect(
        users.verifyPassword(username, username === 'alice' ? 'wrong password' : PASSWORD),
      ).resolves.toBeUndefined();
      expect([username, argon2.count]).toEqual([username, 1]);
    }
  });

  it('are admitted after they were looked up and before their password is hashed', async () => {
    await users.create({ username: 'alice', password: PASSWORD });
    argon2.count = 0;
    const attempt = { network: 'n', admit: () => Promise.reject(new Error('throttled')) };
    await expect(users.verifyPassword('alice', PASSWORD, attempt)).rejects.toThrow('throttled');
    expect(argon2.count).toBe(0);
  });

  it('sign in again once they are enabled', async () => {
    const { id } = await users.create({ username: 'alice', password: PASSWORD });
    await users.disable(id);
    await expect(users.find(id)).resolves.toMatchObject({ disabled: true });
    await users.enable(id);
    await expect(users.verifyPassword('alice', PASSWORD)).resolves.toMatchObject({ id, disabled: false });
  });

  it('sign in with a new password only, once it is set', async () => {
    const alice = await users.create({ username: 'alice', password: PASSWORD });
    await setPassword(rooms, alice.id, 'another long password');
    await expect(users.verifyPassword('alice', PASSWORD)).resolves.toBeUndefined();
    await expect(users.verifyPassword('alice', 'another long password')).resolves.toBeDefined();
    await expect(setPassword(rooms, alice.id, 'alice')).rejects.toMatchObject({
      violations: [{ pointer: '/password' }],
    });
  });

  it('leave a trace of every change in the audit log', async () => {
    const alice = await users.create({ username: 'alice', password: PASSWORD });
    await setPassword(rooms, alice.id, 'another long password');
    await users.disable(alice.id);
    await users.enable(alice.id);
    await bootstrapUsers(rooms, { username: 'alice', nickname: 'Al' }, { username: 'bob' });
    const events = await database.query<{ type: string; details: string }>(
      statement('test-audit', 'SELECT type, details FROM audit_events'),
    );
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'user.created',
      'user.created',
      'user.disabled',
      'user.enabled',
      'user.password_changed',
      'user.updated',
    ]);
    expect(JSON.stringify(events)).not.toContain('another long password');
    expect(events.every(({ details }) => !details.includes('$argon2'))).toBe(true);
  });

  it('are listed page by page', async () => {
    for (const username of ['a', 'b', 'c']) await users.create({ username });
    const first = await users.list(2);
    const second = await users.list(2, first[1]?.id);
    expect([...first, ...second].map(({ username }) => username).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('holds a role only if it is written alike: ADMIN is not admin', async () => {
    const { id } = await users.create({ username: 'alice', password: PASSWORD, roles: ['admin'] });
    await users.create({ username: 'mallory', password: PASSWORD, roles: ['ADMIN', 'a"dmin'] });
    await database.transaction(async (transaction) => {
      expect(await repository.hasOtherHolder('admin', id, transaction)).toBe(false);
      expect(await repository.hasOtherHolder('ADMIN', id, transaction)).toBe(true);
      const holders = new RoleHoldersRepository(database);
      expect(await holders.any('Admin', transaction)).toBe(false);
      expect(await holders.any('a"dmin', transaction)).toBe(true);
    });
  });
});
