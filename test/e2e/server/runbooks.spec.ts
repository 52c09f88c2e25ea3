import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.js';
import { newFolder } from '../../support/program.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RUNBOOKS = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8');

/** Programs that stand in for those of the machine that a test must not use, such as systemctl. */
const MACHINE = fileURLToPath(new URL('../../support/machine', import.meta.url));

const FIRST_SECRET = 'the-first-secret-of-the-tests-0123456789abcdef';
const CLIENT_SECRET = 'a-secret-of-the-web-app-of-the-tests-0123456789';
const CONFIGURATION = {
  resources: [{ identifier: 'https://api.example.com', name: 'API', scopes: { read: 'Read' } }],
  clients: [
    {
      client_id: 'web-app',
      client_secret: CLIENT_SECRET,
      grant_types: ['client_credentials', 'authorization_code'],
      redirect_uris: ['https://rp.example/cb'],
      scope: 'read',
    },
  ],
  users: ['alice', 'bob'].map((username) => ({
    username,
    email: `${username}@example.com`,
    password: 'a long passphrase of tests',
    roles: ['admin'],
  })),
};

/** Each runbook: its title and its blocks of commands. */
const BOOKS = RUNBOOKS.split(/^## /m)
  .slice(1)
  .map((book) => ({
    title: book.split('\n', 1)[0] ?? '',
    blocks: [...book.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block),
  }));

/** The runbooks, in order, on a machine as docs/operating.md installs it. */
describe('docs/runbooks.md', () => {
  const here = newFolder();
  const below = (commands: string) => commands.replaceAll(/(?<![\w.])\/(?=(?:opt|etc|var|usr\/local)\/)/g, `${here}/`);
  let port: number;
  let secret = CLIENT_SECRET;
  /** An access token that was issued before the database leaked. */
  let leaked = '';
  let commandServer: ChildProcess;

  beforeAll(async () => {
    port = await freePort();
    const folders = ['bin', 'usr/local/bin', 'etc/systemd/system', 'etc/gatehouse', 'var/lib/gatehouse'];
    for (const folder of [...folders, 'var/backups/gatehouse', 'opt/gatehouse/node_modules'])
      mkdirSync(join(here, folder), { recursive: true });
    symlinkSync(ROOT, join(here, 'opt/gatehouse/node_modules/gatehouse'));
    const install = (name: string, to: string, mode: number) => {
      const file = below(readFileSync(join(ROOT, 'deploy/systemd', name), 'utf8'));
      writeFileSync(join(here, to, name), file.replaceAll('/usr/bin/node', process.execPath), { mode });
    };
    install('gatehouse', 'usr/local/bin', 0o755);
    install('gatehouse.service', 'etc/systemd/system', 0o644);
    const program = (name: string, lines: string) => writeFileSync(join(here, 'bin', name), lines, { mode: 0o755 });
    // Starting a process for each command would take longer than all the rest.
    const commands = `case $1 in --env-file=*) exec ${process.execPath} ${MACHINE}/command.mjs "$@" ;; esac`;
    program('node', `#!/bin/sh\n${commands}\nexec ${process.execPath} "$@"\n`);
    commandServer = spawn(process.execPath, [join(MACHINE, 'command-server.mjs'), ROOT], {
      env: { HERE: here, PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (commandServer.stdout) await once(commandServer.stdout, 'data');
    program('openssl', '#!/bin/sh\necho "another-secret-of-the-tests-$(date +%N)-0123456789"\n');
    writeFileSync(join(here, 'etc/gatehouse/encryption-secret'), `${FIRST_SECRET}\n`);
    const settings = ['ISSUER=https://login.example.com', 'HOST=127.0.0.1', 'LOG_LEVEL=error'];
    settings.push(`ENCRYPTION_SECRET_FILE=${here}/etc/gatehouse/encryption-secret`);
    writeFileSync(join(here, 'etc/gatehouse/gatehouse.env'), settings.join('\n'));
    const configuration = join(here, 'configuration.json');
    writeFileSync(configuration, JSON.stringify(CONFIGURATION));
    await sh(`gatehouse migrate\ngatehouse bootstrap ${configuration}\nsystemctl start gatehouse`);
  });
  afterAll(async () => {
    try {
      await sh('systemctl stop gatehouse');
    } finally {
      commandServer.kill();
      rmSync(here, { recursive: true, force: true });
    }
  });

  /** Runs commands as root would; each must succeed. @returns what they print */
  async function sh(commands: string): Promise<string> {
    const child = spawn('bash', ['-c', `set -Eeuo pipefail\n${below(commands)}`], {
      cwd: here,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${here}/bin:${MACHINE}:${here}/usr/local/bin:${process.env.PATH}`,
        HERE: here,
        PORT: String(port),
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    expect({ code, said: code === 0 ? '' : `${commands}\n${stderr}${stdout}` }).toEqual({ code: 0, said: '' });
    return stdout;
  }

  /** Runs a runbook, or a part of it. @returns what each block prints */
  async function run(title: string, from = 0, to = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
    const blocks = BOOKS.find((book) => book.title === title)?.blocks.slice(from, to) ?? [];
    expect(blocks.length).toBeGreaterThan(0);
    const printed: string[] = [];
    for (const block of blocks) printed.push(await sh(block));
    return printed;
  }

  async function ask(path: string, form: Readonly<Record<string, string>>) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`web-app:${secret}`).toString('base64')}` },
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
  }
  const token = async () =>
    String((await ask('/oauth2/token', { grant_type: 'client_credentials' })).body.access_token);
  const isActive = async (accessToken: string) =>
    (await ask('/oauth2/introspect', { token: accessToken })).body.active === true;

  it('has every runbook that this test runs, and no other', () => {
    expect(BOOKS.map(({ title }) => title)).toEqual([
      'A leaked signing key',
      'A leaked client secret',
      'A leaked `ENCRYPTION_SECRET`',
      'A stolen administrator account',
      'A restored backup',
      'A lost database',
    ]);
  });

  // The commands are another process than the server, which hears of them by looking: what each did is seen after the next restart.
  it('takes back a leaked signing key, and another signs', async () => {
    const before = await sh('gatehouse keys list');
    const [, events] = await run('A leaked signing key');
    expect(events?.match(/signing-key\.revoked/g)).toHaveLength(2);
    expect(kidsIn(await sh('gatehouse keys list')).filter((kid) => kidsIn(before).includes(kid))).toEqual([]);
  });

  it('replaces a leaked client secret', async () => {
    const [printed = '', events] = await run('A leaked client secret');
    expect(events).toContain('web-app');
    secret = secretIn(printed);
  });

  it('replaces a leaked ENCRYPTION_SECRET, and nothing that is stored is lost', async () => {
    await run('A leaked `ENCRYPTION_SECRET`', 0, 1);
    const before = await token();
    await run('A leaked `ENCRYPTION_SECRET`', 1, 2);
    const stored = readFileSync(join(here, 'etc/gatehouse/encryption-secret'), 'utf8');
    expect(stored).toMatch(/^another-secret-of-the-tests-\d+-0123456789\n$/);
    expect(await isActive(before)).toBe(true);
    const rotated = secret;
    secret = CLIENT_SECRET;
    expect((await ask('/oauth2/token', { grant_type: 'client_credentials' })).status).toBe(401);
    secret = rotated;
  });

  it('ends everything that rested on it, if the database leaked too', async () => {
    leaked = await token();
    const printed = await run('A leaked `ENCRYPTION_SECRET`', 2);
    expect(printed[0]).toMatch(/^refresh-token +by command/m);
    expect(printed.at(-1)).toMatch(/https:\/\/login\.example\.com\/invitation/);
    secret = secretIn(printed[2]);
  });

  it('locks a stolen administrator account, shows what it did, and gives it back without what the thief had', async () => {
    const [, listed, link] = await run('A stolen administrator account');
    expect(listed).toContain('bob');
    expect(link).toMatch(/https:\/\/login\.example\.com\/invitation/);
    expect(await sh('gatehouse users show alice')).toMatch(/^disabled +false$/m);
    expect(await sh('gatehouse roles list')).toMatch(/admin.*required/);
  });

  it('restores a backup, and shows what the database from before knew since', async () => {
    const [, events, whole] = await run('A restored backup');
    expect(events).toContain('user.disabled');
    expect(whole).toMatch(/^intact +true$/m);
    expect(whole).toMatch(/^status +ok$/m);
    expect(await isActive(await token())).toBe(true);
    // Signed by a key that was taken back when the database had leaked.
    expect(await isActive(leaked)).toBe(false);
  });

  it('brings a lost database back: from the newest backup, or from the configuration', async () => {
    const printed = await run('A lost database');
    expect(printed).toEqual([expect.stringMatching(/^status +ok$/m), expect.stringMatching(/^status +ok$/m)]);
    expect((await ask('/oauth2/token', { grant_type: 'client_credentials' })).status).toBe(200);
    const users = await sh('gatehouse users list');
    expect(users).toMatch(/alice/);
    expect(await sh('gatehouse clients list')).toContain('web-app');
  });
});

function kidsIn(list: string): readonly string[] {
  return [...list.matchAll(/^(\S+) +\w+ +active/gm)].map(([, kid = '']) => kid);
}

function secretIn(printed = ''): string {
  return /client_secret\s+(\S+)/.exec(printed)?.[1] ?? '';
}
