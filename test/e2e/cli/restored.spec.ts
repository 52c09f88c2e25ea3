import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MailEntity } from '../../../src/mail/mail.entity.js';
import { DEFAULT_LIFETIMES } from '../../../src/platform/config/config.js';
import { Browser } from '../../support/browser.js';
import { CommandLine } from '../../support/command-line.js';
import { newFolder } from '../../support/program.js';
import { countOf, insertRow } from '../../support/rows.js';
import { createTestApp } from '../../support/test-app.js';
import { copyDatabase, DIALECTS, newDatabaseUrl } from '../../support/test-database.js';
import {
  createWorld,
  freshCode,
  freshTokens,
  redeem,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

const FAR = Number.MAX_SAFE_INTEGER;
const TIMES = { createdAt: 1, validUntil: FAR, expiresAt: FAR };
const WAITING = { id: 'x', template: 'x', sealed: 'x', round: 1, state: 'waiting', attempts: 0, ...TIMES } as const;

describe.each(DIALECTS)('a backup on %s that is restored', (dialect) => {
  let folder: string;
  let databaseUrl: string;
  let world: World;
  let browser: Browser;

  const gatehouse = (url: string) =>
    new CommandLine({ CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: url, ISSUER: world.issuer });

  beforeEach(async () => {
    folder = newFolder();
    databaseUrl = dialect === 'sqlite' ? `sqlite:${join(folder, 'db.sqlite')}` : await newDatabaseUrl('postgres');
    // Codes outlive the restore, so that their age is not what refuses them.
    world = await createWorld({ databaseUrl, lifetimes: { ...DEFAULT_LIFETIMES, authorizationCode: 600 } });
    browser = await signedInBrowser(world);
  });
  afterEach(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(url = databaseUrl): Promise<void> {
    world = { ...world, ...(await createTestApp({ ...world.config, databaseUrl: url })) };
  }

  async function backUp(): Promise<string> {
    if (dialect === 'sqlite') {
      const file = join(folder, 'backup.sqlite');
      await gatehouse(databaseUrl).json('backup', file);
      return file;
    }
    await world.close(); // PostgreSQL copies a database that no one uses
    const copy = await copyDatabase(databaseUrl);
    await start();
    return copy;
  }

  async function restore(backup: string, ...options: string[]) {
    await world.close();
    const { ended } = await (dialect === 'sqlite'
      ? gatehouse(databaseUrl).json('restore', backup, '--yes', ...options)
      : gatehouse(backup).json('after-restore', '--yes', ...options));
    await start(dialect === 'sqlite' ? databaseUrl : backup);
    return ended;
  }

  it('accepts no code that was redeemed since, and sends no mail again, although its session goes on', async () => {
    await insertRow(world, MailEntity, WAITING);
    const code = await freshCode(world, {}, browser);
    const backup = await backUp();
    expect((await redeem(world, code)).status).toBe(200);
    expect(await restore(backup, '--keep-sessions')).toMatchObject({ sessions: 0, authorizations: 0 });
    expect(await countOf(world, MailEntity)).toBe(0);
    const again = await redeem(world, code);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect((await redeem(world, await freshCode(world, {}, browser))).status).toBe(200);
  });

  it('brings back no session that has ended since, and no refresh token that was rotated', async () => {
    const { refresh_token } = await freshTokens(world, { scope: 'openid offline_access', prompt: 'consent' }, browser);
    const backup = await backUp();
    expect((await refresh(world, refresh_token)).status).toBe(200);
    const ended = await restore(backup);
    expect([ended.sessions, ended.authorizations]).toEqual([1, 1]);
    const again = await refresh(world, refresh_token);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    await browser.get('/account');
    expect(browser.page.url).toContain('/login');
  });
});
