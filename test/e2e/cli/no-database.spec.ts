import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { migrations } from '#migrations';
import { addCommandsOfRooms } from '../../../src/cli/command-line.js';
import type { Database } from '../../../src/platform/database/database.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { CommandLine } from '../../support/command-line.js';
import { ENTITIES } from '../../support/entities.js';
import { everythingIn, tablesIn, undoMigration } from '../../support/schema.js';
import { DIALECTS, newDatabaseUrl, type TestDialect } from '../../support/test-database.js';

const SECRET = 'a-secret-of-the-tests-0123456789abcdef';
const NO_SERVER = '9';

/** Every command that only reads, and what it needs. `doctor`, `clients templates` and `secrets list` work without a database. */
const READING: readonly (readonly string[])[] = [
  ['attributes', 'list'],
  ['audit', 'export'],
  ['audit', 'list'],
  ['audit', 'verify'],
  ['clients', 'list'],
  ['clients', 'show', 'x'],
  ['consents', 'list', 'x'],
  ['export'],
  ['grants', 'list'],
  ['initial-access-tokens', 'list'],
  ['keys', 'list'],
  ['mail', 'list'],
  ['protected-hosts', 'list'],
  ['protected-hosts', 'show', 'x'],
  ['registration-invitations', 'list'],
  ['registrations', 'list'],
  ['resources', 'list'],
  ['resources', 'show', 'https://x.example'],
  ['roles', 'list'],
  ['roles', 'show', 'x'],
  ['sessions', 'list', 'x'],
  ['users', 'factors', 'list', 'x'],
  ['terms', 'show'],
  ['users', 'list'],
  ['users', 'show', 'x'],
];

/** Every command that changes or deletes what is there. */
const CHANGING: readonly (readonly string[])[] = [
  ['attributes', 'delete', 'x', '--yes'],
  ['clients', 'delete', 'x', '--yes'],
  ['clients', 'rotate-secret', 'x'],
  ['clients', 'update', 'x', '--name', 'X'],
  ['consents', 'withdraw', 'x', 'y', '--yes'],
  ['grants', 'revoke', 'x', '--yes'],
  ['initial-access-tokens', 'revoke', 'x', '--yes'],
  ['keys', 'revoke', 'x', '--yes'],
  ['keys', 'rotate'],
  ['mail', 'retry', 'x'],
  ['mail', 'test', 'x@example.com'],
  ['protected-hosts', 'delete', 'x', '--yes'],
  ['protected-hosts', 'update', 'x', '--name', 'X'],
  ['registration-invitations', 'revoke', 'x', '--yes'],
  ['registrations', 'approve', 'x'],
  ['registrations', 'refuse', 'x', '--yes'],
  ['resources', 'delete', 'https://x.example', '--yes'],
  ['resources', 'update', 'https://x.example', '--name', 'X'],
  ['roles', 'delete', 'x', '--yes'],
  ['roles', 'update', 'x', '--description', 'X'],
  ['secrets', 'renew', '--yes'],
  ['sessions', 'end', 'x', '--yes'],
  ['users', 'withdraw-deletion', 'x'],
  ['terms', 'withdraw', '--yes'],
  ['users', 'delete', 'x', '--yes'],
  ['users', 'disable', 'x'],
  ['users', 'enable', 'x'],
  ['users', 'export', 'x'],
  ['users', 'factors', 'reset', 'x', '--yes'],
  ['users', 'groups', 'add', 'x', 'y'],
  ['users', 'groups', 'remove', 'x', 'y'],
  ['users', 'invite', 'x'],
  ['users', 'roles', 'add', 'x', 'y'],
  ['users', 'roles', 'remove', 'x', 'y'],
  ['users', 'update', 'x', '--email', 'x@example.com'],
];

/** Those that make a database, or need none, or ask for what a test cannot type. */
const OTHERS = [
  ...[
    'after-restore',
    'attributes declare',
    'backup',
    'bootstrap',
    'clients create',
    'clients templates',
    'doctor',
    'import auth0',
  ],
  ...[
    'import keycloak',
    'initial-access-tokens create',
    'migrate',
    'protected-hosts create',
    'registration-invitations create',
  ],
  ...['resources create', 'restore', 'roles create', 'secrets list', 'terms publish'],
  ...['users create', 'users factors import', 'users import', 'users set-password'],
];

async function everyCommand(): Promise<readonly string[]> {
  const program = new Command();
  await addCommandsOfRooms(program, {});
  const walk = (command: Command, before: string): string[] =>
    command.commands.flatMap((each) => {
      const name = `${before}${each.name()}`;
      return each.commands.length > 0 ? walk(each, `${name} `) : [name];
    });
  return walk(program, '').sort();
}

it('this test knows of every command whether it makes a database', async () => {
  const nameOf = (words: readonly string[]) =>
    words.slice(0, /^users (roles|groups|factors)/.test(words.join(' ')) ? 3 : 2);
  const known = [...READING, ...CHANGING].map((words) =>
    nameOf(words.filter((word) => !word.startsWith('-') && !/^(x|y|https:.*)$/.test(word))).join(' '),
  );
  expect([...known, ...OTHERS].sort()).toEqual(await everyCommand());
});

describe.each(DIALECTS)('without a database on %s', (dialect) => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const users = join(folder, 'users.csv');
  let empty: Record<string, string>;

  beforeAll(async () => {
    writeFileSync(users, 'username\nalice\n');
    process.chdir(folder);
    // No ENCRYPTION_SECRET: a server would make one for development.
    empty = { DATABASE_URL: await urlOf(dialect, join(folder, 'data', 'none.sqlite')), PORT: NO_SERVER };
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it('no command that reads or changes makes one, or a secret, and each says how to make it', async () => {
    const commandLine = new CommandLine(empty);
    await expect(commandLine.json('users', 'import', users, '--dry-run')).resolves.toMatchObject({ created: 1 });
    for (const words of [...READING, ...CHANGING, ['doctor'], ['backup', join(folder, 'copy')]]) {
      const { code, stdout, stderr } = await commandLine.run(...words);
      expect([words, code, stdout + stderr]).toEqual([words, 1, expect.stringMatching(sentence(words[0], dialect))]);
    }
    expect(readdirSync(folder)).toEqual(['users.csv']);
    await expect(tablesOf(empty.DATABASE_URL ?? '', dialect)).resolves.toEqual([]);
  });
});

function sentence(command: string | undefined, dialect: TestDialect): RegExp {
  if (command === 'backup') return dialect === 'sqlite' ? /there is no database at/ : /this is for SQLite/;
  return /(there is (no database|none) at|is empty|did not run yet).*npx gatehouse migrate/;
}

describe.each(DIALECTS)('with a database on %s that no server has started on', (dialect) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  let environment: Record<string, string>;
  let database: Database;

  beforeAll(async () => {
    const DATABASE_URL = await urlOf(dialect, join(folder, 'db.sqlite'));
    environment = { DATABASE_URL, PORT: NO_SERVER, ENCRYPTION_SECRET: SECRET };
    database = await openDatabase(DATABASE_URL, { entities: ENTITIES, migrations });
    await database.migrate();
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('no command that reads writes anything', async () => {
    const commandLine = new CommandLine(environment);
    const stored = await everythingIn(database);
    for (const words of [...READING, ['doctor']]) {
      const { code, stderr } = await commandLine.run(...words);
      const isMissing = words.some((word) => ['x', 'https://x.example', 'terms'].includes(word));
      const found = isMissing ? [1, /^there (is|are) no /] : [0, /^/];
      expect([words, code, stderr]).toEqual([words, found[0], expect.stringMatching(found[1] as RegExp)]);
    }
    await expect(everythingIn(database)).resolves.toEqual(stored);
  });

  it('no command that reads brings an older one up to date, and each says how to', async () => {
    const newest = migrations.at(-1)?.name ?? '';
    await undoMigration(database, newest);
    const stored = await everythingIn(database);
    const { code, stderr } = await new CommandLine(environment).run('users', 'list');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${newest} did not run yet; start the server, or run`)]);
    await expect(everythingIn(database)).resolves.toEqual(stored);
  });
});

function urlOf(dialect: TestDialect, path: string): Promise<string> | string {
  return dialect === 'sqlite' ? `sqlite:${path}` : newDatabaseUrl(dialect);
}

/** Its tables; none if there is no file. */
async function tablesOf(url: string, dialect: TestDialect): Promise<readonly string[]> {
  if (dialect === 'sqlite' && !existsSync(url.slice('sqlite:'.length))) return [];
  const database = await openDatabase(url, { entities: [], migrations: [] });
  try {
    return await tablesIn(database);
  } finally {
    await database.close();
  }
}
