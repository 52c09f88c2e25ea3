import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { MINUTE } from '../../src/platform/clock.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { Declarations, Declares } from '../../src/platform/declarations.js';
import { LINK_PURPOSES, type LinkPurpose } from '../../src/users/links/account-link.js';
import { AccountLinksRepository } from '../../src/users/links/account-links.repository.js';
import { AccountLinks } from '../../src/users/links/account-links.service.js';
import type { User } from '../../src/users/user.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { ENTITIES } from '../support/entities.js';
import { DIALECTS, newDatabaseUrl } from '../support/test-database.js';

const RESET: LinkPurpose = { name: 'reset', lifetime: 30 * MINUTE, path: '/reset', most: 2 };
const OTHER: LinkPurpose = { name: 'other', lifetime: 30 * MINUTE, path: '/other' };
const UNDO: LinkPurpose = { name: 'undo', lifetime: 60 * MINUTE, path: '/undo', outlivesChanges: true };
const NEW: LinkPurpose = { name: 'new', lifetime: 30 * MINUTE, path: '/new' };
const ALL = statement('test-account-links', 'SELECT * FROM account_links');
const TICKET = statement(
  'test-password-tickets-insert',
  `INSERT INTO password_tickets (digest, purpose, user_id, account_version, created_at, expires_at)
   VALUES ($1, 'invitation', 'u', $2, 1, 2)`,
);

describe.each(DIALECTS)('account links on %s', (dialect) => {
  let replicas: readonly Database[];
  let users: UsersRepository;
  let links: AccountLinks;
  let another: AccountLinks;
  let clock: TestClock;
  let url: string;

  const issue = (purpose: LinkPurpose, user: User | null, data?: unknown) =>
    database().transaction((transaction) => links.issue(purpose, { user, data }, transaction));
  const database = () => replicas[0] as Database;
  const use = async (purpose: LinkPurpose, text: string, at = links, on = database()) => {
    const link = await at.find(purpose, text);
    return link !== undefined && on.transaction((transaction) => at.use(purpose, text, link, transaction));
  };
  const open = (migrated = migrations) => openDatabase(url, { entities: ENTITIES, migrations: migrated });
  const linksOn = (on: Database) =>
    new AccountLinks(new AccountLinksRepository(on), new UsersRepository(on), new Declarations([]), clock, {
      issuer: 'https://login.example.com/auth',
    });
  const userNamed = async (username: string): Promise<User> => {
    await database().transaction((transaction) =>
      users.insert(username, { username, roles: ['ops'] }, 'hash', clock.now(), transaction),
    );
    return (await users.find(username))?.user as User;
  };

  beforeAll(async () => {
    url =
      dialect === 'sqlite'
        ? `sqlite:${join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite')}`
        : await newDatabaseUrl(dialect);
    const before = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name.startsWith('AccountLinks')),
    );
    const first = await open(before);
    await first.migrate();
    await first.execute(TICKET, ['of a changed account', null]);
    await first.execute(TICKET, ['good', 1]);
    await first.close();
    replicas = await Promise.all([open(), open()]);
    await database().migrate();
    clock = new TestClock();
    users = new UsersRepository(database());
    links = linksOn(database());
    another = linksOn(replicas[1] as Database);
  });
  afterAll(() => Promise.all(replicas.map((each) => each.close())));

  it('are made of the links of the version before, but for those that were void', async () => {
    const rows = await database().query<{ digest: string }>(ALL);
    expect(rows.map(({ digest }) => digest)).toEqual(['good']);
  });

  it('are good for their purpose, until they end, and lead below the issuer', async () => {
    const ada = await userNamed('ada');
    const made = await issue(RESET, ada, { email: 'new@example.com' });
    expect(made.url).toBe(`https://login.example.com/auth/reset?token=${made.text}`);
    const found = { user: ada, data: { email: 'new@example.com' }, createdAt: clock.now() };
    await expect(links.find(RESET, made.text)).resolves.toEqual(found);
    await expect(links.find(OTHER, made.text)).resolves.toBeUndefined();
    await expect(use(OTHER, made.text)).resolves.toBe(false);
    const stored = JSON.stringify(await database().query(ALL));
    expect([stored.includes(made.text), stored.includes('new@example.com')]).toEqual([false, false]);
    clock.pass(RESET.lifetime);
    await expect(links.find(RESET, made.text)).resolves.toBeUndefined();
  });

  it('are used once, of 50 at once by two replicas too, with an account or without', async () => {
    for (const [purpose, user] of [
      [RESET, await userNamed('bea')],
      [NEW, null],
    ] as const) {
      const { text } = await issue(purpose, user);
      const used = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          index % 2 ? use(purpose, text) : use(purpose, text, another, replicas[1]),
        ),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
      await expect(links.find(purpose, text)).resolves.toBeUndefined();
    }
  });

  it('end with every change of the account, unless they outlive changes', async () => {
    const cora = await userNamed('cora');
    const changes: readonly ((now: User) => Promise<unknown>)[] = [
      (now) =>
        database().transaction((transaction) =>
          users.updateProfile(cora.id, { ...now, claims: { nickname: 'C' } }, clock.now(), transaction),
        ),
      () => database().transaction((transaction) => users.setPasswordHash(cora.id, 'another', transaction)),
      () => database().transaction((transaction) => users.setPasswordChangeRequiredAt(cora.id, 1, transaction)),
      () => database().transaction((transaction) => links.voidOfHolders('ops', transaction)),
      () => database().transaction((transaction) => links.voidOf(cora.id, transaction)),
    ];
    for (const change of changes) {
      const now = (await users.find(cora.id))?.user as User;
      const [reset, undo] = [await issue(RESET, now), await issue(UNDO, now)];
      const found = await links.find(RESET, reset.text);
      await change(now);
      await expect(links.find(RESET, reset.text)).resolves.toBeUndefined();
      await expect(
        database().transaction((transaction) => links.use(RESET, reset.text, found as never, transaction)),
      ).resolves.toBe(false);
      await expect(use(UNDO, undo.text)).resolves.toBe(true);
    }
  });

  it('all end while the account is disabled, and with its deletion', async () => {
    const dora = await userNamed('dora');
    const { text } = await issue(UNDO, dora);
    const disable = (at: number | null) =>
      database().transaction((transaction) => users.setDisabledAt(dora.id, at, transaction));
    await disable(1);
    await expect(links.find(UNDO, text)).resolves.toBeUndefined();
    await disable(null);
    await expect(links.find(UNDO, text)).resolves.toBeDefined();
    await database().transaction((transaction) => users.delete(dora.id, transaction));
    await expect(links.find(UNDO, text)).resolves.toBeUndefined();
    const rows = await database().query<{ user_id: string }>(ALL);
    expect(rows.filter(({ user_id }) => user_id === dora.id)).toEqual([]);
  });

  it('of one account and purpose are the newest few, and those made since an instant can be voided', async () => {
    const eve = await userNamed('eve');
    const made: string[] = [];
    for (let index = 0; index < 3; index++) {
      made.push((await issue(RESET, eve)).text);
      clock.pass(1);
    }
    const work = async () => Promise.all(made.map(async (text) => (await links.find(RESET, text)) !== undefined));
    await expect(work()).resolves.toEqual([false, true, true]);
    const undo = await issue(UNDO, eve);
    await database().transaction(async (transaction) => {
      await expect(links.count(RESET, eve, transaction)).resolves.toBe(2);
      await links.voidSince(eve.id, clock.now() - 1000, transaction);
    });
    await expect(work()).resolves.toEqual([false, true, false]);
    await expect(links.find(UNDO, undo.text)).resolves.toBeUndefined();
  });
});

it('two purposes of account links with one name stop the start', () => {
  @Declares(LINK_PURPOSES.of(RESET, { ...OTHER, name: RESET.name }))
  class Room {}
  const nothing = undefined as never;
  const links = new AccountLinks(nothing, nothing, new Declarations([Room]), new TestClock(), nothing);
  expect(() => links.onModuleInit()).toThrow('two purposes of account links have the name reset');
});
