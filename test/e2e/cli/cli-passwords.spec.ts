import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { Browser } from '../../support/browser.js';
import { CommandLine } from '../../support/command-line.js';
import { freePort } from '../../support/free-port.js';
import { newFolder, Program, run } from '../../support/program.js';

const PASSWORD = 'correct horse battery staple';
const CHOSEN = 'another password altogether';

describe('passwords on the command line', () => {
  let environment: Record<string, string>;
  let server: Program;
  let commands: CommandLine;
  let issuer: string;

  beforeAll(async () => {
    const PORT = String(await freePort());
    const DATABASE_URL = `sqlite:${join(newFolder(), 'db.sqlite')}`;
    environment = {
      PORT,
      DATABASE_URL,
      ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
      LOG_LEVEL: 'error',
    };
    issuer = `http://localhost:${PORT}`;
    commands = new CommandLine(environment);
    server = new Program('main.js', [], environment);
    await server.says(/^listening on /m);
  });
  afterAll(async () => {
    server.signal('SIGTERM');
    await server.ended;
  });

  it('are chosen by who is invited, by a link that the running server knows', async () => {
    await commands.json('users', 'create', 'carol', '--no-password');
    const { url, expires_at: expiresAt } = await commands.json('users', 'invite', 'CAROL');
    expect([url, expiresAt]).toEqual([
      expect.stringMatching(new RegExp(`^${issuer}/invitation\\?token=[\\w-]{43}$`)),
      expect.stringMatching(/^\d{4}-/),
    ]);
    const browser = new Browser(issuer);
    await browser.get(url);
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toBe(`${issuer}/account`);
    const printed = await commands.run('users', 'invite', 'carol');
    expect(printed.stdout).toMatch(/^url +http\S+\nexpires_at +\S+\n$/);
    await commands.run('users', 'disable', 'carol');
    await expect(commands.run('users', 'invite', 'carol')).resolves.toMatchObject({
      code: 1,
      stderr: 'the user carol is disabled; enable the account first\n',
    });
    await expect(commands.run('users', 'invite', 'nobody')).resolves.toMatchObject({ code: 1 });
  });

  it('have to be changed where that is said', async () => {
    const change = '--require-password-change';
    const created = await run('cli.js', ['users', 'create', 'dora', change, '--json'], environment, `${PASSWORD}\n`);
    expect(JSON.parse(created.stdout)).toMatchObject({ username: 'dora', password_change_required: true });
    const browser = new Browser(issuer);
    const signIn = async (password: string) => {
      await browser.get('/login?prompt=login');
      await browser.submitFirstForm({ username: 'dora', password });
      return browser.page.url;
    };
    expect(await signIn(PASSWORD)).toBe(`${issuer}/password`);
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toBe(`${issuer}/account`);
    await run('cli.js', ['users', 'set-password', 'dora', change], environment, `${PASSWORD}\n`);
    expect(await signIn(PASSWORD)).toBe(`${issuer}/password`);
    await run('cli.js', ['users', 'set-password', 'dora'], environment, `${CHOSEN}\n`);
    expect(await signIn(CHOSEN)).toBe(`${issuer}/password`);
  });

  it('stand beside authenticator apps of another server, whose secrets are taken over from the standard input', async () => {
    await run('cli.js', ['users', 'create', 'erin', '--json'], environment, `${PASSWORD}\n`);
    const words = ['users', 'factors', 'import', 'erin', '--name', 'Phone', '--digits', '8', '--json'];
    const imported = await run('cli.js', words, environment, 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp\n');
    expect(JSON.parse(imported.stdout)).toMatchObject({ type: 'totp', name: 'Phone' });
    expect(imported.stdout + imported.stderr).not.toMatch(/jbsw/i);
    const browser = new Browser(issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'erin', password: PASSWORD });
    const secret = Secret.fromBase32('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
    await browser.submitFirstForm({ code: new TOTP({ secret, digits: 8 }).generate() });
    expect(browser.page.url).toBe(`${issuer}/account`);
    const wrong = await run('cli.js', ['users', 'factors', 'import', 'erin'], environment, 'no base32\n');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('must be base32')]);
  });
});
