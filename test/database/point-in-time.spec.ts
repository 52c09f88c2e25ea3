import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { UsersService } from '../../src/users/users.service.js';
import { CommandLine } from '../support/command-line.js';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.js';
import { newFolder } from '../support/program.js';
import { createTestApp } from '../support/test-app.js';
import { newDatabaseUrl } from '../support/test-database.js';
import { createWorld, freshCode, freshTokens, redeem, refresh, signedInBrowser, type World } from '../support/world.js';

const OPERATING = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');

/** Lines that docs/operating.md has PostgreSQL's configuration have, with folders of this run. */
function settings(names: readonly string[], replaced: Readonly<Record<string, string>>): string {
  const lines = names.map(
    (name) => new RegExp(`^${name} = .*$`, 'm').exec(OPERATING)?.[0] ?? `no ${name} in the guide`,
  );
  return Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), `\n${lines.join('\n')}\n`);
}

describe('a PostgreSQL whose log is archived', () => {
  const folder = newFolder();
  const archive = join(folder, 'wal');
  const base = join(folder, 'base');
  let server: PostgresServer;
  let admin: pg.Client;
  let world: World;

  beforeAll(async () => {
    mkdirSync(archive);
    execFileSync('chmod', ['-R', '0777', folder]);
    server = await startPostgresServer();
    await server.stop();
    const places = { '/var/backups/postgresql/wal': archive };
    appendFileSync(
      join(server.data, 'postgresql.conf'),
      settings(['archive_mode', 'archive_command', 'archive_timeout'], places),
    );
    await server.start();
    await connect();
    world = await createWorld({ databaseUrl: await newDatabaseUrl('postgres', server.url) });
  });
  afterAll(async () => {
    await world.close();
    await admin.end();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function connect(): Promise<void> {
    admin = new pg.Client(`${server.url}/postgres`);
    await admin.connect();
  }

  const ask = async (text: string) => (await admin.query({ text, rowMode: 'array' })).rows[0]?.[0];

  /** What pg_basebackup does; npm's PostgreSQL has no such program. */
  async function copyFiles(): Promise<void> {
    await ask("SELECT pg_backup_start('base', true)");
    cpSync(server.data, base, { recursive: true, preserveTimestamps: true });
    rmSync(join(base, 'postmaster.pid'));
    rmSync(join(base, 'pg_wal'), { recursive: true });
    writeFileSync(join(base, 'backup_label'), await ask('SELECT labelfile FROM pg_backup_stop()'));
  }

  /** Everything that was written is in the archive. */
  async function archived(): Promise<void> {
    const file = await ask('SELECT pg_walfile_name(pg_switch_wal())');
    while (!existsSync(join(archive, file))) await pause(20);
  }

  async function restore(moment: Date): Promise<void> {
    await admin.end();
    await server.stop();
    const owner = execFileSync('stat', ['-c', '%u:%g', server.data], { encoding: 'utf8' }).trim();
    rmSync(server.data, { recursive: true });
    cpSync(base, server.data, { recursive: true });
    mkdirSync(join(server.data, 'pg_wal'));
    const lines = settings(['restore_command', 'recovery_target_time', 'recovery_target_action'], {
      '/var/backups/postgresql/wal': archive,
      '2026-11-29 10:15:00+00': moment.toISOString().replace('T', ' ').replace('Z', '+00'),
    });
    appendFileSync(join(server.data, 'postgresql.conf'), lines);
    writeFileSync(join(server.data, 'recovery.signal'), '');
    execFileSync('chown', ['-R', owner, server.data]);
    execFileSync('chmod', ['-R', 'go=', server.data]);
    await server.start();
    await connect();
    while (await ask('SELECT pg_is_in_recovery()')) await pause(20);
  }

  it('is as it was at a moment, without what was ended or used since then', async () => {
    await copyFiles();
    const browser = await signedInBrowser(world);
    const { refresh_token } = await freshTokens(world, { scope: 'openid offline_access', prompt: 'consent' }, browser);
    const code = await freshCode(world, {}, browser);
    await world.app.get(UsersService).create({ username: 'before', password: 'correct horse battery staple' });
    // A Date has milliseconds only; the next one has everything until now.
    const moment = await ask("SELECT clock_timestamp() + INTERVAL '1 millisecond'");

    await world.app.get(UsersService).create({ username: 'after', password: 'correct horse battery staple' });
    expect((await redeem(world, code)).status).toBe(200);
    await archived();
    await world.close();
    await restore(moment);
    const { databaseUrl, encryptionSecrets } = world.config;
    const gatehouse = new CommandLine({ DATABASE_URL: databaseUrl, ENCRYPTION_SECRET: String(encryptionSecrets[0]) });
    expect((await gatehouse.json('after-restore', '--yes')).ended).toMatchObject({ sessions: 1 });
    world = { ...world, ...(await createTestApp(world.config)) };

    const users = world.app.get(UsersService);
    expect([await users.findByUsername('before'), await users.findByUsername('after')]).toEqual([
      expect.objectContaining({ username: 'before' }),
      undefined,
    ]);
    for (const again of [await redeem(world, code), await refresh(world, refresh_token)])
      expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect((await redeem(world, await freshCode(world))).status).toBe(200);
    expect((await gatehouse.run('audit', 'verify')).code).toBe(0);
  });
});
