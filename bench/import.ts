import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { hash } from '@node-rs/bcrypt';
import { Postgres } from './postgres.js';
import { ROOT } from './program.js';

/** As other servers make them. */
const COST = 10;

/** Hashes that are made; users share them, because 100,000 of that cost would take hours. */
const HASHES = 16;

/** Milliseconds between two looks at the memory. */
const PACE = 50;

/** Imports generated users with `gatehouse users import`: how fast, and how much memory it takes. */
const { values } = parseArgs({ options: { users: { type: 'string', default: '100000' } } });
const count = Number(values.users);
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-import-'));
const file = join(folder, 'users.ndjson');
const postgres = await Postgres.start(undefined);
let good = true;

try {
  await generate();
  await measure('SQLite', `sqlite:${join(folder, 'db.sqlite')}`);
  await measure('PostgreSQL', await postgres.createDatabase('import'));
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
// Set outright: the embedded PostgreSQL ends the process by itself otherwise, with 0.
process.exit(good ? 0 : 1);

async function generate(): Promise<void> {
  const hashes = await Promise.all(Array.from({ length: HASHES }, (_, index) => hash(`password ${index}`, COST)));
  const stream = createWriteStream(file);
  for (let index = 0; index < count; index++) {
    const user = {
      username: `user-${index}`,
      email: `user-${index}@example.com`,
      email_verified: true,
      given_name: 'Given',
      family_name: `Family ${index}`,
      roles: index % 10 === 0 ? ['member', 'editor'] : ['member'],
      password_hash: hashes[index % HASHES],
    };
    if (!stream.write(`${JSON.stringify(user)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

/** The first time everybody is new; the second time everybody is there already, as where an import is resumed. */
async function measure(database: string, url: string): Promise<void> {
  await gatehouse(['migrate'], url);
  for (const [what, expected] of [
    ['import', { created: count, unchanged: 0 }],
    ['the same again', { created: 0, unchanged: count }],
  ] as const) {
    const begin = performance.now();
    const { text, peak } = await gatehouse(['users', 'import', file, '--json'], url);
    const seconds = (performance.now() - begin) / 1000;
    const { created, unchanged } = JSON.parse(text);
    good &&= created === expected.created && unchanged === expected.unchanged;
    const rate = Math.round(count / seconds);
    console.log(
      `${database}, ${what}: ${seconds.toFixed(1)} s, ${rate} users/s, at most ${peak.toFixed(0)} MiB; ${created} created, ${unchanged} unchanged`,
    );
  }
}

/** What the command prints, and the most memory it had in MiB. */
async function gatehouse(args: readonly string[], databaseUrl: string): Promise<{ text: string; peak: number }> {
  const child = spawn(process.execPath, ['dist/program/cli.js', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      ISSUER: 'https://login.example.com',
      ENCRYPTION_SECRET: 'a-secret-of-the-bench-0123456789abcdef',
      DATABASE_URL: databaseUrl,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, peakOf(child.pid as number));
    await sleep(PACE);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`gatehouse ${args.join(' ')} ended with ${code}`);
  return { text, peak };
}

/** MiB; 0 once the process has ended. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
