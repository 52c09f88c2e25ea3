import { randomUUID } from 'node:crypto';
import { statement } from '../../src/platform/database/database.js';
import type { DeclaredUser } from '../../src/users/declared-user.js';
import { Argon2Format } from '../../src/users/passwords/formats/argon2.js';
import { SshaFormat } from '../../src/users/passwords/formats/ssha.js';
import { UsersExport } from '../../src/users/users-export.service.js';
import { type BatchOutcome } from '../../src/users/users-import.service.js';
import { noDeclaredFactors } from '../support/declared.js';
import { DIALECTS } from '../support/test-database.js';
import { openUsers, type UserRooms } from '../support/user-rooms.js';

/** Of `letmein`. */
const SSHA = '{SSHA}xVb8YcvbxnqSep28pA8nl/I7bPJzZWFzYWx0IQ==';
const HASH = statement('test-hash', 'SELECT password_hash AS hash FROM users WHERE username = $1');
const CREATIONS = statement('test-creations', `SELECT COUNT(*) AS count FROM audit_events WHERE type = 'user.created'`);

describe.each(DIALECTS)('importing users on %s', (dialect) => {
  let { database, users, importer } = {} as UserRooms;
  let exporter: UsersExport;

  beforeEach(async () => {
    const rooms = await openUsers(dialect, { formats: [new Argon2Format(), new SshaFormat()] });
    ({ database, users, importer } = rooms);
    exporter = new UsersExport(rooms.transfer, noDeclaredFactors());
  });
  afterEach(() => database.close());

  function store(batch: readonly DeclaredUser[], options = {}): Promise<BatchOutcome> {
    return importer.store(batch, { update: false, dryRun: false, ...options });
  }

  async function exported(): Promise<readonly DeclaredUser[]> {
    const all: DeclaredUser[] = [];
    for await (const user of exporter.all()) all.push(user);
    return all;
  }

  it('creates each once, with its identifier, and says so in the audit log', async () => {
    const alice = { id: randomUUID(), username: 'Alice', email: 'alice@example.com', roles: ['admin'], disabled: true };
    const batch = [alice, { username: 'bob', password_hash: SSHA }, { username: ' ALICE ' }];
    await expect(store(batch)).resolves.toEqual({ created: 2, updated: 0, unchanged: 1, rejected: [] });
    await expect(store(batch)).resolves.toEqual({ created: 0, updated: 0, unchanged: 3, rejected: [] });
    expect(await exported()).toEqual(
      expect.arrayContaining([alice, { id: expect.any(String), username: 'bob', password_hash: SSHA }]),
    );
    expect(await database.query(CREATIONS)).toEqual([{ count: 2 }]);
  });

  it('stores nothing in a dry run', async () => {
    await expect(store([{ username: 'alice' }], { dryRun: true })).resolves.toMatchObject({ created: 1 });
    expect(await exported()).toEqual([]);
  });

  it('gives no one the identifier of another', async () => {
    const id = randomUUID();
    await store([{ id, username: 'alice' }]);
    const { rejected } = await store([
      { id, username: 'mallory' },
      { id: randomUUID(), username: 'alice' },
    ]);
    expect(rejected.map(({ index, violation }) => [index, violation.pointer])).toEqual([
      [0, '/id'],
      [1, '/id'],
    ]);
    expect(await exported()).toEqual([{ id, username: 'alice' }]);
  });

  it('changes who is there already only where that is wished', async () => {
    await store([{ username: 'alice', email: 'old@example.com' }]);
    const changed = [{ username: 'alice', email: 'new@example.com', disabled: true }];
    await expect(store(changed)).resolves.toMatchObject({
      unchanged: 0,
      rejected: [{ index: 0, violation: { detail: expect.stringContaining('another email, disabled') } }],
    });
    await expect(store(changed, { update: true, dryRun: true })).resolves.toMatchObject({ updated: 1 });
    await expect(store(changed, { update: true })).resolves.toMatchObject({ updated: 1, unchanged: 0 });
    expect(await exported()).toMatchObject([{ username: 'alice', email: 'new@example.com', disabled: true }]);
    await expect(store(changed, { update: true })).resolves.toMatchObject({ updated: 0, unchanged: 1 });
  });

  it('tells someone who is declared twice with other data from someone who is declared twice', async () => {
    const batch = [{ username: 'alice', password: 'a' }, { username: 'ALICE', password: 'a' }, { username: 'alice' }];
    const other = [
      { username: 'bob', roles: ['a'] },
      { username: 'bob', roles: ['b'], password: 'c' },
    ];
    for (const dryRun of [true, false]) {
      await expect(store(batch, { dryRun })).resolves.toMatchObject({ created: 1, unchanged: 2, rejected: [] });
      await expect(store(other, { dryRun })).resolves.toMatchObject({
        created: 1,
        rejected: [{ index: 1, violation: { detail: expect.stringContaining('another roles, password') } }],
      });
    }
  });

  it('creates each once where the same file is imported several times at once', async () => {
    const batch = Array.from({ length: 50 }, (_, index) => ({ username: `user-${index}` }));
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store(batch)));
    expect(outcomes.reduce((sum, { created }) => sum + created, 0)).toBe(50);
    expect(await exported()).toHaveLength(50);
  });

  it('lets people sign in with their old password, which is hashed anew', async () => {
    await store([{ username: 'alice', password_hash: SSHA }]);
    await expect(users.verifyPassword('alice', 'wrong')).resolves.toBeUndefined();
    await expect(users.verifyPassword('alice', 'letmein')).resolves.toMatchObject({ username: 'alice' });
    expect(await database.query(HASH, ['alice'])).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$/) }]);
    await expect(users.verifyPassword('alice', 'letmein')).resolves.toMatchObject({ username: 'alice' });
  });
});
