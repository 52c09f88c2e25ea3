import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { CommandLine } from '../../support/command-line.js';
import { ENTITIES } from '../../support/entities.js';
import { newFolder, run } from '../../support/program.js';

const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

describe('backup and restore', () => {
  let folder: string;
  let url: string;
  let gatehouse: CommandLine;

  beforeAll(async () => {
    folder = newFolder();
    url = `sqlite:${join(folder, 'db.sqlite')}`;
    gatehouse = new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: url });
    await gatehouse.json('migrate');
    await gatehouse.json('users', 'create', 'alice', '--no-password');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = async () => (await gatehouse.json('users', 'list')).map((user: { username: string }) => user.username);
  const openServer = () => openDatabase(url, { entities: ENTITIES, migrations });

  it('copies what is committed while a server runs, to a file for its owner alone', async () => {
    const server = await openServer();
    const file = join(folder, 'backup.sqlite');
    await gatehouse.json('users', 'create', 'bob', '--no-password'); // is in the log beside the file only
    await expect(gatehouse.json('backup', file)).resolves.toMatchObject({ backup: file });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(gatehouse.run('backup', file)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists'),
    });
    await server.close();
  });

  it('does not restore while a server runs, even an idle one', async () => {
    await gatehouse.json('users', 'create', 'carol', '--no-password');
    const server = await openServer();
    await expect(gatehouse.run('restore', join(folder, 'backup.sqlite'), '--yes')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('in use'),
    });
    await server.close();
    await expect(names()).resolves.toHaveLength(3);
  });

  it('restores what was copied, and keeps what was there', async () => {
    const { before } = await gatehouse.json('restore', join(folder, 'backup.sqlite'), '--yes');
    expect((await names()).sort()).toEqual(['alice', 'bob']);
    const old = new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: `sqlite:${before}` });
    await expect(old.json('users', 'list')).resolves.toHaveLength(3);
  });

  it('refuses what is damaged or none, and asks before it replaces anything', async () => {
    const file = join(folder, 'wrong.sqlite');
    const bytes = readFileSync(join(folder, 'backup.sqlite'));
    for (const wrong of ['no database', bytes.subarray(0, bytes.length / 2), bytes.fill(0, 8192, 40_000)]) {
      writeFileSync(file, wrong);
      await expect(gatehouse.run('restore', file, '--yes')).resolves.toMatchObject({ code: 1 });
    }
    const environment = { CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: url };
    await expect(run('cli.js', ['restore', join(folder, 'backup.sqlite')], environment)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--yes'),
    });
    await expect(names()).resolves.toHaveLength(2);
  });

  it('makes the folder of the database, but nothing if there is no such backup', async () => {
    const empty = newFolder();
    const fresh = new CommandLine({ CWD: empty, DATABASE_URL: `sqlite:${join(empty, 'data', 'db.sqlite')}` });
    const missing = join(empty, 'missing.sqlite');
    await expect(fresh.run('restore', missing, '--yes')).resolves.toMatchObject({
      code: 1,
      stderr: `there is no file ${missing}\n`,
    });
    expect(readdirSync(empty)).toEqual([]);
    await expect(fresh.json('restore', join(folder, 'backup.sqlite'), '--yes')).resolves.toMatchObject({
      before: null,
    });
    expect(readdirSync(join(empty, 'data'))).toEqual(['db.sqlite']);
    rmSync(empty, { recursive: true });
  });

  it('is not for PostgreSQL', async () => {
    const other = new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: 'postgres://x@localhost/x' });
    await expect(other.run('backup', 'x')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('pg_dump'),
    });
  });
});
