import type { Applied } from '../../src/users/declared-users.service.js';
import { Argon2Format } from '../../src/users/passwords/formats/argon2.js';
import { BcryptFormat } from '../../src/users/passwords/formats/bcrypt.js';
import type { User } from '../../src/users/user.js';
import { BCRYPT } from '../support/imported-users.js';
import { DIALECTS } from '../support/test-database.js';
import { applyAll, bootstrapUsers, openUsers, setPassword, type UserRooms } from '../support/user-rooms.js';

const PASSWORD = 'correct horse battery staple';

describe.each(DIALECTS)('declared users on %s', (dialect) => {
  let rooms: UserRooms;
  let { database, repository, users, declaredUsers } = {} as UserRooms;

  beforeEach(async () => {
    rooms = await openUsers(dialect, { formats: [new Argon2Format(), new BcryptFormat()] });
    ({ database, repository, users, declaredUsers } = rooms);
  });
  afterEach(() => database.close());

  it('have an imported password rehashed when they sign in, and the import does not bring the old hash back', async () => {
    const declared = { username: 'alice', password_hash: BCRYPT };
    await expect(bootstrapUsers(rooms, declared)).resolves.toEqual(['created']);
    await expect(bootstrapUsers(rooms, declared)).resolves.toEqual(['unchanged']);
    const [first] = await Promise.all(Array.from({ length: 5 }, () => users.verifyPassword('alice', 'U*U')));
    const after = await repository.findByUsername('alice');
    expect([first?.username, after?.passwordHash?.slice(0, 10), after?.version]).toEqual(['alice', '$argon2id$', 1]);
    await expect(bootstrapUsers(rooms, declared)).resolves.toEqual(['unchanged']);
    await expect(users.verifyPassword('alice', 'U*U')).resolves.toBeDefined();
  });

  it('stay as they are where a declaration says nothing new', async () => {
    const declared = { username: 'alice', password: PASSWORD, email: 'alice@example.com', roles: ['admin'] };
    await expect(bootstrapUsers(rooms, declared, { username: 'bob' })).resolves.toEqual(['created', 'created']);
    const before = await repository.findByUsername('alice');
    await expect(bootstrapUsers(rooms, declared, { username: 'bob' })).resolves.toEqual(['unchanged', 'unchanged']);
    await expect(repository.findByUsername('alice')).resolves.toEqual(before);
  });

  it('are as they are declared last where they are declared twice', async () => {
    await bootstrapUsers(rooms, { username: 'alice', password: PASSWORD });
    const declared = ['another long password', 'a third long password'].map((password) => ({
      username: 'alice',
      password,
    }));
    await expect(bootstrapUsers(rooms, ...declared)).resolves.toEqual(['updated', 'updated']);
    await expect(users.verifyPassword('alice', 'a third long password')).resolves.toBeDefined();
  });

  describe('that several processes declare at once', () => {
    const declared = [
      { username: 'alice', password: PASSWORD },
      { username: 'bob', password_hash: BCRYPT },
      { username: 'carol', password: PASSWORD, password_change_required: true },
      { username: 'dave' },
    ];

    /** As many processes as there are works, each of which is prepared before the first of them does its work. */
    function atOnce(works: readonly (typeof declared)[]): Promise<readonly (readonly Applied[])[]> {
      let ready = 0;
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const each = (work: typeof declared) =>
        declaredUsers.withPrepared(work, async (prepared) => {
          if (++ready === works.length) open();
          await gate;
          return applyAll(rooms, prepared);
        });
      return Promise.all(works.map(each));
    }

    it('are created by one of them, and changed by none', async () => {
      const outcomes = await atOnce([declared, declared, declared]);
      const sorted = [...outcomes].sort();
      expect(sorted).toEqual([
        ['created', 'created', 'created', 'created'],
        ['unchanged', 'unchanged', 'unchanged', 'unchanged'],
        ['unchanged', 'unchanged', 'unchanged', 'unchanged'],
      ]);
      await expect(repository.findByUsername('alice')).resolves.toMatchObject({ version: 1 });
    });

    it('get another password once', async () => {
      await bootstrapUsers(rooms, ...declared);
      const changed = [{ username: 'alice', password: 'another long password' }];
      const outcomes = await atOnce([changed, changed]);
      expect(outcomes.flat().sort()).toEqual(['unchanged', 'updated']);
      await expect(users.verifyPassword('alice', 'another long password')).resolves.toMatchObject({
        accountVersion: 2,
      });
    });

    it('have the declared password, whatever it is changed to meanwhile', async () => {
      await bootstrapUsers(rooms, ...declared);
      const alice = (await users.findByUsername('alice')) as User;
      let times = 0;
      const applied = await declaredUsers.withPrepared(declared, async (prepared) => {
        if (++times === 1) await setPassword(rooms, alice.id, 'another long password');
        return applyAll(rooms, prepared);
      });
      expect([times, applied[0]]).toEqual([2, 'updated']);
      await expect(users.verifyPassword('alice', PASSWORD)).resolves.toBeDefined();
    });
  });

  it('change where a declaration names something else; what it does not name stays', async () => {
    await bootstrapUsers(rooms, { username: 'alice', password: PASSWORD, given_name: 'Alice', roles: ['admin'] });
    const before = await users.findByUsername('alice');
    await expect(
      bootstrapUsers(rooms, { username: 'Alice', password: 'another long password', email: 'a@example.com' }),
    ).resolves.toEqual(['updated']);
    const after = await users.verifyPassword('a@example.com', 'another long password');
    expect(after).toMatchObject({
      id: before?.id,
      username: 'Alice',
      claims: { given_name: 'Alice', email: 'a@example.com' },
      roles: ['admin'],
    });
  });

  it('are all undone where a later declaration fails', async () => {
    const [prepared] = await declaredUsers.prepare([{ username: 'alice' }]);
    const failing = database.transaction(async (transaction) => {
      if (prepared) await declaredUsers.apply(prepared, transaction);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(users.any()).resolves.toBe(false);
  });
});
