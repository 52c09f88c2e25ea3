import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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

async function startAll(): Promise<void> {
  const server = {
    PORT: new URL(demo.issuer).port,
    ISSUER: demo.issuer,
    DATABASE_URL: `sqlite:${join(folder, 'demo.sqlite')}`,
    ENCRYPTION_SECRET: 'only-for-the-demo-0123456789-abcdefghij',
    BOOTSTRAP_FILE: join(root, 'examples/bootstrap.json'),
    LOG_LEVEL: 'warn',
  };
  await start('dist/program/main.js', /listening on/, server);
  await start('dist/examples/api/main.js', /listening on/, { PORT: new URL(demo.api).port, ISSUER: demo.issuer });
  const relyingParty = await createRelyingParty();
  await relyingParty.listen({ port: Number(new URL(demo.relyingParty).port), host: '127.0.0.1' });
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
