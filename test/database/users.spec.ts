import { SubjectIdentifiers } from '../../src/admin/subject-identifiers.js';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { Clock } from '../../src/platform/clock.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { Peers } from '../../src/platform/peers.js';
import type { DeclaredUser } from '../../src/users/declared-user.js';
import { type Applied, DeclaredUsers, type PreparedUser } from '../../src/users/declared-users.service.js';
import { Argon2Format } from '../../src/users/passwords/formats/argon2.js';
import { BcryptFormat } from '../../src/users/passwords/formats/bcrypt.js';
import { PASSWORD_FORMATS } from '../../src/users/passwords/formats/password-format.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { RoleHoldersRepository } from '../../src/users/role-holders.repository.js';
import type { User } from '../../src/users/user.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { UsersService } from '../../src/users/users.service.js';
import { AUDIT_EVENT_CATALOGUE } from '../support/audit-event-catalogue.js';
import { noDeclaredFactors, noPersonalData } from '../support/declared.js';
import { DECLARATIONS } from '../support/entities.js';
import { newPasswordRules } from '../support/password-rules.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const PASSWORD = 'correct horse battery staple';
/** Of `U*U`. */
const BCRYPT = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

class CountingArgon2 extends Argon2Format {
  count = 0;
  override verify(password: string, encoded: string): Promise<boolean> {
    this.count++;
    return super.verify(password, encoded);
  }
}

describe.each(DIALECTS)('users on %s', (dialect) => {
  let database: Database;
  let repository: UsersRepository;
  let users: UsersService;
  let declaredUsers: DeclaredUsers;
  let argon2: CountingArgon2;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    repository = new UsersRepository(database);
    argon2 = new CountingArgon2();
    const clock = new Clock();
    const audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
    const hasher = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [argon2, new BcryptFormat()]), { workers: 1 });
    users = new UsersService(
      repository,
      hasher,
      database,
      audit,
      clock,
      await newPasswordRules(database),
      noPersonalData(),
    );
    declaredUsers = new DeclaredUsers(
      repository,
      users,
      hasher,
      audit,
      clock,
      new SubjectIdentifiers(database, DECLARATIONS),
      noDeclaredFactors(),
    );
  });
  afterEach(() => database.close());

  async function setPassword(user: User, password: string): Promise<void> {
    const passwordHash = await users.hashFor(user, password);
    await database.transaction((transaction) => users.storePassword(user.id, passwordHash, transaction));
  }

  async function bootstrap(...declared: readonly DeclaredUser[]): Promise<readonly Applied[]> {
    return declaredUsers.withPrepared(declared, (prepared) => applyAll(prepared));
  }

  function applyAll(prepared: readonly PreparedUser[]): Promise<readonly Applied[]> {
    return database.transaction(async (transaction) => {
      await transaction.lock('test');
      const applied: Applied[] = [];
      for (const each of prepared) applied.push(await declaredUsers.apply(each, transaction));
      return applied;
    });
  }

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
    await setPassword(alice, 'another long password');
    await expect(users.verifyPassword('alice', PASSWORD)).resolves.toBeUndefined();
    await expect(users.verifyPassword('alice', 'another long password')).resolves.toBeDefined();
    await expect(setPassword(alice, 'alice')).rejects.toMatchObject({ violations: [{ pointer: '/password' }] });
  });

  it('leave a trace of every change in the audit log', async () => {
    const alice = await users.create({ username: 'alice', password: PASSWORD });
    await setPassword(alice, 'another long password');
    await users.disable(alice.id);
    await users.enable(alice.id);
    await bootstrap({ username: 'alice', nickname: 'Al' }, { username: 'bob' });
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

  it('have an imported password rehashed when they sign in, and the import does not bring the old hash back', async () => {
    const declared = { username: 'alice', password_hash: BCRYPT };
    await expect(bootstrap(declared)).resolves.toEqual(['created']);
    await expect(bootstrap(declared)).resolves.toEqual(['unchanged']);
    const [first] = await Promise.all(Array.from({ length: 5 }, () => users.verifyPassword('alice', 'U*U')));
    const after = await repository.findByUsername('alice');
    expect([first?.username, after?.passwordHash?.slice(0, 10), after?.version]).toEqual(['alice', '$argon2id$', 1]);
    await expect(bootstrap(declared)).resolves.toEqual(['unchanged']);
    await expect(users.verifyPassword('alice', 'U*U')).resolves.toBeDefined();
  });

  it('stay as they are where a declaration says nothing new', async () => {
    const declared = { username: 'alice', password: PASSWORD, email: 'alice@example.com', roles: ['admin'] };
    await expect(bootstrap(declared, { username: 'bob' })).resolves.toEqual(['created', 'created']);
    const before = await repository.findByUsername('alice');
    await expect(bootstrap(declared, { username: 'bob' })).resolves.toEqual(['unchanged', 'unchanged']);
    await expect(repository.findByUsername('alice')).resolves.toEqual(before);
  });

  it('are as they are declared last where they are declared twice', async () => {
    await bootstrap({ username: 'alice', password: PASSWORD });
    const declared = ['another long password', 'a third long password'].map((password) => ({
      username: 'alice',
      password,
    }));
    await expect(bootstrap(...declared)).resolves.toEqual(['updated', 'updated']);
    await expect(users.verifyPassword('alice', 'a third long password')).resolves.toBeDefined();
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
          return applyAll(prepared);
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
      await bootstrap(...declared);
      const changed = [{ username: 'alice', password: 'another long password' }];
      const outcomes = await atOnce([changed, changed]);
      expect(outcomes.flat().sort()).toEqual(['unchanged', 'updated']);
      await expect(users.verifyPassword('alice', 'another long password')).resolves.toMatchObject({
        accountVersion: 2,
      });
    });

    it('have the declared password, whatever it is changed to meanwhile', async () => {
      await bootstrap(...declared);
      const alice = (await users.findByUsername('alice')) as User;
      let times = 0;
      const applied = await declaredUsers.withPrepared(declared, async (prepared) => {
        if (++times === 1) await setPassword(alice, 'another long password');
        return applyAll(prepared);
      });
      expect([times, applied[0]]).toEqual([2, 'updated']);
      await expect(users.verifyPassword('alice', PASSWORD)).resolves.toBeDefined();
    });
  });

  it('change where a declaration names something else; what it does not name stays', async () => {
    await bootstrap({ username: 'alice', password: PASSWORD, given_name: 'Alice', roles: ['admin'] });
    const before = await users.findByUsername('alice');
    await expect(
      bootstrap({ username: 'Alice', password: 'another long password', email: 'a@example.com' }),
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
