import { setTimeout as pause } from 'node:timers/promises';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { MOST_ACCOUNTS } from '../../src/authentication/accounts/accounts.js';
import { AUTHENTICATION_EVENTS } from '../../src/authentication/audit-events.js';
import { SessionLists } from '../../src/authentication/sessions/session-lists.repository.js';
import { isOutdated, SessionsRepository } from '../../src/authentication/sessions/sessions.repository.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { type Database, statement, type Transaction } from '../../src/platform/database/database.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { AUDIT_EVENT_CATALOGUE } from '../support/audit-event-catalogue.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const EVENTS = statement('test-events', 'SELECT id FROM audit_events');

/** What waits at the gate goes on once it is opened. */
function closedGate() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open: () => open() };
}

describe.each(DIALECTS)('sessions on %s', (dialect) => {
  let database: Database;
  let sessions: SessionsRepository;
  let clock: TestClock;
  const session = {
    digest: 'd1',
    sid: 's1',
    userId: 'u1',
    amr: 'pwd',
    acr: '1',
    authenticatedAt: 1_790_000_000_000,
    expiresAt: 1_790_000_010_000,
  };
  const now = session.authenticatedAt;
  const insert = (row: typeof session) => database.together([sessions.inserting(row)]);

  beforeEach(async () => {
    database = await newDatabase(dialect);
    clock = new TestClock(now);
    sessions = new SessionsRepository(database, clock);
    await insert(session);
  });
  afterEach(() => database.close());

  const remove = (digest: string) => database.transaction((transaction) => sessions.remove(digest, transaction));

  it('are found by their digest until they end', async () => {
    const { digest, ...stored } = session;
    const { expiresAt } = session;
    await expect(sessions.find(digest, expiresAt - 1)).resolves.toEqual({ ...stored, clients: '', lastSeenAt: now });
    await expect(sessions.find(digest, expiresAt)).resolves.toBeUndefined();
    await expect(sessions.find('other', now)).resolves.toBeUndefined();
  });

  it('are remembered for seconds, but not beyond what this process did to them', async () => {
    const elsewhere = new SessionsRepository(database, clock);
    const client = async () => (await sessions.remembered('d1'))?.clients;
    await expect(client()).resolves.toBe('');
    await elsewhere.addClient('d1', 'one');
    await expect(client()).resolves.toBe('');
    clock.pass(5);
    await expect(client()).resolves.toBe('one\n');
    await sessions.addClient('d1', 'two');
    await expect(client()).resolves.toBe('one\ntwo\n');
    await sessions.extend('d1', now + 5_000, now + 20_000);
    await expect(sessions.remembered('d1')).resolves.toMatchObject({ lastSeenAt: now + 5_000 });
    await sessions.renew('d1', { ...session, digest: 'd2' });
    await expect(sessions.remembered('d1')).resolves.toBeUndefined();
    await expect(sessions.remembered('d2')).resolves.toMatchObject({ sid: 's1' });
    await remove('d2');
    await expect(sessions.remembered('d2')).resolves.toBeUndefined();
  });

  it('are remembered nowhere under a digest that was replaced', async () => {
    const elsewhere = new SessionsRepository(database, clock);
    await expect(elsewhere.remembered('d1')).resolves.toMatchObject({ sid: 's1' });
    await sessions.renew('d1', { ...session, digest: 'd2' });
    await expect(elsewhere.remembered('d1')).resolves.toBeUndefined();
  });

  it('are remembered as they are after a change, also by who asks while it is made', async () => {
    await Promise.all([sessions.extend('d1', now + 5_000, now + 20_000), sessions.remembered('d1')]);
    await expect(sessions.remembered('d1')).resolves.toMatchObject({ lastSeenAt: now + 5_000 });
    await Promise.all([sessions.addClient('d1', 'one'), sessions.remembered('d1')]);
    await expect(sessions.remembered('d1')).resolves.toMatchObject({ clients: 'one\n' });
  });

  it('are not remembered beyond their end, but where it was put off', async () => {
    const elsewhere = new SessionsRepository(database, clock);
    clock.pass(9);
    await expect(sessions.remembered('d1')).resolves.toMatchObject({ sid: 's1' });
    await elsewhere.extend('d1', clock.now(), now + 12_000);
    clock.pass(2);
    await expect(sessions.remembered('d1')).resolves.toMatchObject({ expiresAt: now + 12_000 });
    clock.pass(1);
    await expect(sessions.remembered('d1')).resolves.toBeUndefined();
  });

  it('are found together, as many as one browser may have, those that have ended left out', async () => {
    const ten = Array.from({ length: MOST_ACCOUNTS }, (_, each) => `many-${each}`);
    for (const [each, digest] of ten.entries()) {
      await insert({ ...session, digest, sid: digest, expiresAt: session.expiresAt + (each === 3 ? 0 : 1) });
    }
    const found = await sessions.findAll(ten, session.expiresAt);
    expect(found.map(({ digest }) => digest).sort()).toEqual(ten.filter((_, each) => each !== 3));
    const { expiresAt, ...stored } = session;
    const known = { ...stored, clients: '', lastSeenAt: now };
    await expect(sessions.findAll(['d1', 'other'], now)).resolves.toEqual([known]);
    await expect(sessions.findAll([], now)).resolves.toEqual([]);
  });

  it('are extended while they run, not once they have ended', async () => {
    await sessions.extend('d1', now + 5_000, now + 20_000);
    await expect(sessions.find('d1', now + 15_000)).resolves.toMatchObject({ lastSeenAt: now + 5_000 });
    await sessions.extend('d1', now + 20_000, now + 90_000);
    await expect(sessions.find('d1', now + 30_000)).resolves.toBeUndefined();
  });

  it('keep their sid when the same user signs in again, under a new digest', async () => {
    await expect(sessions.renew('d1', { ...session, digest: 'd2', authenticatedAt: now + 1 })).resolves.toBe('s1');
    await expect(sessions.find('d1', now)).resolves.toBeUndefined();
    await expect(sessions.find('d2', now)).resolves.toMatchObject({ sid: 's1', authenticatedAt: now + 1 });
  });

  it('are not passed on to another user, nor brought back after their end', async () => {
    await expect(sessions.renew('d1', { ...session, digest: 'd2', userId: 'u2' })).resolves.toBeUndefined();
    await expect(
      sessions.renew('d1', { ...session, digest: 'd2', authenticatedAt: session.expiresAt }),
    ).resolves.toBeUndefined();
    await expect(sessions.find('d1', now)).resolves.toMatchObject({ userId: 'u1' });
  });

  it('are renewed by one of many that try at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, each) => sessions.renew('d1', { ...session, digest: `new-${each}` })),
    );
    expect(outcomes.filter((sid) => sid === 's1')).toHaveLength(1);
  });

  it('know each client that hears of their end, however many come at once, and tell it when they end', async () => {
    const clientIds = Array.from({ length: 50 }, (_, each) => `client ${each}`);
    const added = await Promise.all([...clientIds, ...clientIds].map((each) => sessions.addClient('d1', each)));
    expect(added.every(Boolean)).toBe(true);
    const ended = await Promise.all(Array.from({ length: 50 }, () => remove('d1')));
    const [only, ...more] = ended.filter((each) => each !== undefined);
    expect(more).toEqual([]);
    expect({ ...only, clientIds: [...(only?.clientIds ?? [])].sort() }).toEqual({
      sid: 's1',
      userId: 'u1',
      clientIds: clientIds.sort(),
    });
    await expect(sessions.addClient('d1', 'late')).resolves.toBe(false);
  });

  it('of one user can all be ended together', async () => {
    await insert({ ...session, digest: 'd2', sid: 's2' });
    await insert({ ...session, digest: 'd3', sid: 's3', userId: 'u2' });
    await sessions.addClient('d2', 'app');
    const ended = await database.transaction((transaction) => sessions.removeAllOf('u1', transaction));
    expect([...ended].sort((a, b) => a.sid.localeCompare(b.sid))).toEqual([
      { sid: 's1', userId: 'u1', clientIds: [] },
      { sid: 's2', userId: 'u1', clientIds: ['app'] },
    ]);
    await expect(sessions.find('d3', now)).resolves.toMatchObject({ userId: 'u2' });
  });

  it('are removed, and purged in batches once they have ended', async () => {
    for (let each = 2; each <= 6; each++) await insert({ ...session, digest: `d${each}`, sid: `s${each}` });
    await remove('d1');
    await expect(sessions.find('d1', now)).resolves.toBeUndefined();
    await expect(sessions.purge(session.expiresAt - 1, 10)).resolves.toBe(0);
    await expect(sessions.purge(session.expiresAt, 3)).resolves.toBe(3);
    await expect(sessions.purge(session.expiresAt, 3)).resolves.toBe(2);
  });

  describe('of an account that counts its changes', () => {
    let users: UsersRepository;
    const verified = { ...session, digest: 'd2', sid: 's2', accountVersion: 1 };

    beforeEach(async () => {
      users = new UsersRepository(database);
      await database.transaction((transaction) =>
        users.insert('u1', { username: 'alice' }, 'a hash', now, transaction),
      );
    });

    /** Stores the session as a sign-in does. @returns whether it was not refused */
    async function start(row: typeof verified): Promise<boolean> {
      const audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
      try {
        await audit.recordWith(sessions.inserting(row), { type: AUTHENTICATION_EVENTS.loginSucceeded });
        return true;
      } catch (error) {
        if (isOutdated(error)) return false;
        throw error;
      }
    }
    const changePassword = (transaction: Transaction) => users.setPasswordHash('u1', 'another hash', transaction);
    const renewed = (accountVersion: number) =>
      sessions.renew('d1', { ...session, digest: 'd3', authenticatedAt: now + 1, accountVersion });

    it('start and are renewed while it is as it was verified, however many sign in at once', async () => {
      const many = Array.from({ length: 20 }, (_, each) => ({ ...verified, digest: `n${each}`, sid: `n${each}` }));
      const started = await Promise.all(many.map(start));
      expect(started.every(Boolean)).toBe(true);
      await users.replacePasswordHash('u1', 'a hash', 'the same password under another hash');
      await expect(renewed(1)).resolves.toBe('s1');
      await expect(database.query(EVENTS)).resolves.toHaveLength(20);
    });

    it.each<[string, (transaction: Transaction) => Promise<void>]>([
      ['has another password', (transaction) => users.setPasswordHash('u1', 'another hash', transaction)],
      ['was disabled', (transaction) => users.setDisabledAt('u1', now, transaction)],
      ['has to change the password', (transaction) => users.setPasswordChangeRequiredAt('u1', now, transaction)],
      ['is gone', (transaction) => users.delete('u1', transaction)],
    ])('neither start nor are renewed once it %s, and nothing is recorded', async (_, change) => {
      await database.transaction(change);
      await expect(start(verified)).resolves.toBe(false);
      await expect(renewed(1)).resolves.toBeUndefined();
      await expect(sessions.find('d2', now)).resolves.toBeUndefined();
      await expect(sessions.find('d1', now)).resolves.toMatchObject({ authenticatedAt: now });
      await expect(database.query(EVENTS)).resolves.toEqual([]);
    });

    it('do not start while it is disabled, whatever its version', async () => {
      await database.transaction((transaction) => users.setDisabledAt('u1', now, transaction));
      await expect(start({ ...verified, accountVersion: 2 })).resolves.toBe(false);
      await expect(renewed(2)).resolves.toBeUndefined();
    });

    it('do not outlive a change that was begun before them and committed after', async () => {
      const [changed, pending] = [closedGate(), closedGate()];
      const changing = database.transaction(async (transaction) => {
        await changePassword(transaction);
        await sessions.removeAllOf('u1', transaction);
        changed.open();
        await pending.gate;
      });
      await changed.gate;
      const outcomes = Promise.all([start(verified), renewed(1)]);
      await pause(100);
      pending.open();
      await changing;
      await expect(outcomes).resolves.toEqual([false, undefined]);
      await expect(new SessionLists(database).list('u1', now, 9)).resolves.toEqual([]);
    });

    it('are found by a change that is begun after them and before they are committed', async () => {
      const [stored, pending] = [closedGate(), closedGate()];
      const starting = database.transaction(async (transaction) => {
        await transaction.execute(...sessions.inserting(verified));
        stored.open();
        await pending.gate;
      });
      await stored.gate;
      const changing = database.transaction(async (transaction) => {
        await changePassword(transaction);
        return sessions.removeAllOf('u1', transaction);
      });
      await pause(100);
      pending.open();
      await starting;
      expect((await changing).map(({ sid }) => sid).sort()).toEqual(['s1', 's2']);
      await expect(new SessionLists(database).list('u1', now, 9)).resolves.toEqual([]);
    });
  });
});
