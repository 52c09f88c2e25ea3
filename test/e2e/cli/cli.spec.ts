import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandLine } from '../../support/command-line.js';
import { freePort } from '../../support/free-port.js';
import { newFolder, type Outcome, Program, run } from '../../support/program.js';

const SECRET = 'a-secret-of-the-tests-0123456789abcdef';
/** A port that no server listens on. */
const NOBODY = { PORT: '9' };
const PASSWORD = 'correct horse battery staple';

describe('the command line', () => {
  const folder = newFolder();
  const environment = { CWD: folder, ENCRYPTION_SECRET: SECRET, DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}` };

  /** In a process of its own, as people run it. */
  const spawned = (line: string, input?: string): Promise<Outcome> =>
    run('cli.js', line.split(' '), environment, input);

  const gatehouse = (line: string, more: Record<string, string> = {}): Promise<Outcome> =>
    new CommandLine({ ...environment, ...more }).run(...line.split(' '));

  const json = (line: string) => new CommandLine(environment).json(...line.split(' '));

  it('can be started by its name once it is built', () => {
    expect(statSync(fileURLToPath(new URL('../../../dist/program/cli.js', import.meta.url))).mode & 0o111).toBe(0o111);
  });

  it('ends with 2 where it is used wrongly, and says how it is used', async () => {
    const wrong = await Promise.all(
      ['nonsense', 'users', 'users create', 'users list --nonsense', 'keys rotate --alg none'].map((line) =>
        spawned(line),
      ),
    );
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(wrong[0]?.stderr).toContain('Usage: gatehouse');
    await expect(spawned('--help')).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('doctor') });
    await expect(spawned('--version')).resolves.toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('finds out what is missing before the first start', async () => {
    const { code, stdout } = await gatehouse('doctor --json', NOBODY);
    expect([code, JSON.parse(stdout).filter(({ ok }: { ok: boolean }) => !ok)]).toEqual([
      1,
      [{ check: 'database', result: 'fail', ok: false, detail: expect.stringContaining('gatehouse migrate') }],
    ]);
  });

  it('migrates the database once', async () => {
    await expect(json('migrate')).resolves.not.toEqual([]);
    await expect(json('migrate')).resolves.toEqual([]);
  });

  it('makes a user whose password is read from the standard input', async () => {
    const alice = JSON.parse(
      (await spawned('users create alice --role admin auditor --email alice@example.com --json', `${PASSWORD}\n`))
        .stdout,
    );
    expect(alice).toMatchObject({
      username: 'alice',
      email: 'alice@example.com',
      roles: ['admin', 'auditor'],
      disabled: false,
    });
    await expect(json('users show ALICE')).resolves.toEqual(alice);
    await expect(json('users list')).resolves.toEqual([expect.objectContaining({ id: alice.id, username: 'alice' })]);
    const table = await gatehouse('users list');
    expect(table.stdout).toMatch(
      /^USERNAME +EMAIL +ROLES +DISABLED +LAST_SIGN_IN\nalice +alice@example\.com +admin auditor +false +-\n$/,
    );
  });

  it('makes a user with any standard claim, in any language', async () => {
    const claims = 'locale=de-DE family_name#ja-Kana-JP=ヤマダ phone_number_verified=true address={"country":"DE"}';
    await expect(json(`users create claimant --no-password --claim ${claims}`)).resolves.toMatchObject({
      locale: 'de-DE',
      'family_name#ja-Kana-JP': 'ヤマダ',
      phone_number_verified: true,
      address: { country: 'DE' },
    });
    await expect(gatehouse('users create other --no-password --claim birthdate=x sub=1')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^--claim birthdate must be .*\n--claim sub is no standard claim/),
    });
    for (const claim of ['address={', 'roles=admin', 'password_hash=x']) {
      await expect(gatehouse(`users create other --no-password --claim ${claim}`)).resolves.toMatchObject({ code: 1 });
    }
  });

  it('ends with 1 and says why where it cannot do what it is asked for', async () => {
    await expect(spawned('users create alice', PASSWORD)).resolves.toMatchObject({
      code: 1,
      stderr: 'username is taken already\n',
    });
    await expect(spawned('users create bob', 'short')).resolves.toMatchObject({
      code: 1,
      stderr: 'password must have at least 8 characters\n',
    });
    await expect(spawned('users create bob', 'password')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^password is one of those that are guessed first/),
    });
    await expect(spawned('users create bob')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no password'),
    });
    await expect(gatehouse('users show nobody')).resolves.toMatchObject({
      code: 1,
      stderr: 'there is no user nobody\n',
    });
    await expect(gatehouse('clients show nobody')).resolves.toMatchObject({
      code: 1,
      stderr: 'there is no client nobody\n',
    });
    await expect(gatehouse('users list', { PORT: 'x' })).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PORT must be'),
    });
  });

  it('disables and enables a user and changes a password', async () => {
    await expect(gatehouse('users disable alice')).resolves.toMatchObject({ code: 0 });
    await expect(json('users show alice')).resolves.toMatchObject({ disabled: true });
    await expect(gatehouse('users enable alice')).resolves.toMatchObject({ code: 0 });
    await expect(json('users show alice')).resolves.toMatchObject({ disabled: false });
    await expect(spawned('users set-password alice', 'another long password')).resolves.toMatchObject({
      code: 0,
      stdout: '',
    });
  });

  it('lists as many users as it is told to, and says of an empty list that it is empty', async () => {
    await json('users create zoe --no-password');
    const { code, stdout, stderr } = await gatehouse('users list --limit 1 --json');
    expect([code, JSON.parse(stdout).length, stderr]).toEqual([0, 1, 'there are more than 1\n']);
    await expect(gatehouse('users list --search nonesuch')).resolves.toEqual({
      code: 0,
      stdout: '',
      stderr: 'no users\n',
    });
    await expect(json('users list --search nonesuch')).resolves.toEqual([]);
  });

  it('lists the audit log with names, since yesterday, of whom it is told by name', async () => {
    const { stdout } = await gatehouse('audit list --type user.created --from yesterday --until 2999-01-01');
    expect(stdout).toContain('{"user":"zoe"');
    const { id } = await json('users show zoe');
    await expect(json('audit list --actor zoe')).resolves.toEqual([]);
    const byId = await json('audit list --type user.created');
    expect(byId.map(({ details }: { details: { user: string } }) => details.user)).toContain(id);
    await expect(gatehouse('audit list --from tomorrow')).resolves.toMatchObject({ code: 2 });
    await gatehouse('users delete zoe --yes');
  });

  it('rotates the signing keys', async () => {
    const before = await json('keys list');
    expect(before.map(({ alg, state }: Record<string, string>) => `${alg} ${state}`).toSorted()).toEqual([
      'ES256 active',
      'RS256 active',
    ]);
    const after = await json('keys rotate --alg ES256');
    expect(after.map(({ alg, state }: Record<string, string>) => `${alg} ${state}`).toSorted()).toEqual([
      'ES256 active',
      'ES256 next',
      'RS256 active',
    ]);
    const next = after.find(({ state }: Record<string, string>) => state === 'next');
    expect(next.dropped).toEqual([]);
    const again = await gatehouse('keys rotate --alg ES256 --json');
    const newest = JSON.parse(again.stdout).find(({ state }: Record<string, string>) => state === 'next');
    expect(newest.dropped).toEqual([next.kid]);
    expect(again.stderr).toBe(`${next.kid} was to sign ES256 next; it is gone, and ${newest.kid} comes instead\n`);
  });

  it('revokes a signing key, when it is sure that this is meant', async () => {
    const [{ kid }] = await json('keys list');
    const line = `keys revoke ${kid}`;
    await expect(gatehouse(line)).resolves.toMatchObject({ code: 1, stderr: 'no one can be asked; add --yes\n' });
    const kids = (await json(`${line} --yes`)).map((key: { kid: string }) => key.kid);
    expect([kids.length > 0, kids.includes(kid)]).toEqual([true, false]);
    await expect(gatehouse(`${line} --yes`)).resolves.toMatchObject({
      code: 1,
      stderr: `there is no signing key ${kid}\n`,
    });
  });

  it('applies a bootstrap file, and says what is wrong with one', async () => {
    const path = join(folder, 'bootstrap.json');
    writeFileSync(path, JSON.stringify({ users: [{ username: 'carol' }] }));
    await expect(json(`bootstrap ${path}`)).resolves.toEqual({ resources: 0, roles: 0, clients: 0, users: 1 });
    writeFileSync(path, JSON.stringify({ users: [{ username: '' }] }));
    await expect(gatehouse(`bootstrap ${path}`)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/users/0/username'),
    });
  });

  it('applies again what was changed since a bootstrap file declared it, if it is told to', async () => {
    const path = join(folder, 'dave.json');
    writeFileSync(path, JSON.stringify({ users: [{ username: 'dave', roles: ['editor'] }] }));
    await json(`bootstrap ${path}`);
    await gatehouse('users roles remove dave editor');
    await expect(gatehouse(`bootstrap ${path}`)).resolves.toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^\/users\/0\/roles is not what is stored, which stays/),
    });
    await expect(gatehouse(`bootstrap ${path} --reset`)).resolves.toMatchObject({ code: 0, stderr: '' });
    await expect(json('users show dave')).resolves.toMatchObject({ roles: ['editor'] });
  });

  it('says in one sentence what to do about an encryption secret that opens nothing', async () => {
    const sentence = /^ENCRYPTION_SECRET does not include .* put the old one second: ENCRYPTION_SECRET=NEW,OLD/;
    const wrong = { ...NOBODY, ENCRYPTION_SECRET: 'another-secret-0123456789abcdefghijkl' };
    const { code, stdout } = await gatehouse('doctor --json', wrong);
    const failed = JSON.parse(stdout).filter(({ ok }: { ok: boolean }) => !ok);
    expect([code, failed]).toEqual([
      1,
      [{ check: 'signing keys', result: 'fail', ok: false, detail: expect.stringMatching(sentence) }],
    ]);
    for (const words of ['users list', 'users disable alice', 'users create zoe --no-password']) {
      const { stderr } = await gatehouse(words, wrong);
      expect([stderr, stderr.trim().split('\n').length]).toEqual([expect.stringMatching(sentence), 1]);
    }
    for (const WORKERS of ['1', '2']) {
      const PORT = String(await freePort());
      const served = await run('cli.js', ['serve'], { ...environment, ...wrong, PORT, WORKERS, LOG_LEVEL: 'silent' });
      expect([served.code, served.stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(sentence)]]);
    }
  });

  it('says in one sentence what to do about a file that is damaged or no database', async () => {
    const path = join(folder, 'damaged.sqlite');
    writeFileSync(path, 'This is no database, but a text that is long enough to look like something.');
    for (const words of ['users list', 'migrate', 'users create zoe --no-password']) {
      const { code, stdout, stderr } = await gatehouse(words, { DATABASE_URL: `sqlite:${path}` });
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(/^cannot open .* restore a backup .*\n$/)]);
    }
    const { stdout } = await gatehouse('doctor', { ...NOBODY, DATABASE_URL: `sqlite:${path}` });
    expect(stdout).toMatch(/database +FAIL +.* restore a backup/);
  });

  it('finds nothing wrong with a server that works, and each setting that is wrong', async () => {
    const { code, stdout } = await gatehouse('doctor', NOBODY);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/signing keys +OK +active: ES256, RS256/)]);
    const unset = await gatehouse('doctor --json', {
      NODE_ENV: 'production',
      ENCRYPTION_SECRET: '',
      ISSUER: 'http://example.com',
    });
    expect(JSON.parse(unset.stdout)).toHaveLength(2);
  });

  it('serves', async () => {
    const server = new Program('cli.js', ['serve'], { ...environment, PORT: String(await freePort()) });
    await server.says(/^listening on /m);
    server.signal('SIGTERM');
    await expect(server.ended).resolves.toMatchObject({ code: 0 });
  });
});
