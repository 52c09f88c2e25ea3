import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRelyingParty } from './relying-party/server.js';
import { demo } from './settings.js';
import { walkThrough } from './walk-through.js';

/** Starts the server, an example relying party and an example API, and says where to click; `--headless` walks through by itself. */
const headless = process.argv.includes('--headless');
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-demo-'));
const children: ChildProcess[] = [];

/** Starts a compiled program and waits until it prints that it is ready. */
function start(script: string, ready: RegExp, environment: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [join(root, script)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with exit code ${code} before it was ready`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (ready.test(chunk.toString())) resolve();
    });
  });
}

/** @throws Error that says how to move, if a port is no port or another program has it */
async function requireFree(url: string, whose: string): Promise<void> {
  const move = 'move all three, such as to 4000, 4001 and 4002: PORT=4000 npm run demo';
  if (!URL.canParse(url)) throw new Error(`PORT must be a number from 1 to 65533; ${move}`);
  const port = portOf(url);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    const problem = ({ code }: NodeJS.ErrnoException) =>
      code === 'EADDRINUSE' ? `is taken by another program; end that, or ${move}` : `cannot be used (${code}); ${move}`;
    server.once('error', (error) => reject(new Error(`port ${port}, for ${whose}, ${problem(error)}`)));
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** The bootstrap file, with the addresses at which the relying party is. */
function bootstrapFile(): string {
  const text = readFileSync(join(root, 'examples/bootstrap.json'), 'utf8');
  const path = join(folder, 'bootstrap.json');
  writeFileSync(path, text.replaceAll('http://localhost:3001/', `${demo.relyingParty}/`));
  return path;
}

async function startAll(): Promise<void> {
  await requireFree(demo.issuer, 'the server');
  await requireFree(demo.relyingParty, 'the example web app');
  await requireFree(demo.api, 'the example API');
  const server = {
    PORT: String(portOf(demo.issuer)),
    ISSUER: demo.issuer,
    DATABASE_URL: `sqlite:${join(folder, 'demo.sqlite')}`,
    ENCRYPTION_SECRET: 'only-for-the-demo-0123456789-abcdefghij',
    BOOTSTRAP_FILE: bootstrapFile(),
    LOG_LEVEL: 'warn',
  };
  await start('dist/main.js', /listening on/, server);
  await start('dist/examples/api/main.js', /listening on/, { PORT: String(portOf(demo.api)), ISSUER: demo.issuer });
  const relyingParty = await createRelyingParty();
  await relyingParty.listen({ port: portOf(demo.relyingParty), host: '127.0.0.1' });
}

/** Ends everything that was started, whatever happened; and the process with this exit code. */
function stop(exitCode: number): never {
  for (const child of children) child.removeAllListeners('exit').kill();
  rmSync(folder, { recursive: true, force: true });
  process.exit(exitCode);
}

function sayWhereToClick(): void {
  console.log(`
  The demo is running.

  Example web app   ${demo.relyingParty}      click "Sign in with Gatehouse"
  Gatehouse         ${demo.issuer}/account
  API for admins    ${demo.issuer}/docs       press "Authorize"
  Mailbox           ${demo.issuer}/mailbox    the mails that it would send
  Example API       ${demo.api}

  Sign in as   ${demo.username}   with password   ${demo.password}

  Ctrl+C stops everything.
`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(0));
try {
  await startAll();
} catch (error) {
  console.error(`The demo could not start: ${(error as Error).message}`);
  stop(1);
}
if (headless) stop((await walkThrough()) ? 0 : 1);
sayWhereToClick();
