import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { routesGivenBy } from './given-routes.js';
import { type ApiDocument, routesOf } from './routes.js';
import { type Result, sendMalformed } from './run.js';
import { bootstrapDocument, renewed, scopesIn, senderAt } from './sender.js';

/**
 * Sends malformed requests to the built server: `npm run hostile -- [--count 100000] [--seed 1]`, with `DATABASE_URL` for another
 * database than a new SQLite file. `--count 1 --seed N` sends one request again. Exit code 1 if any is answered as none may be.
 */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [count, first] = [Number(values.count), Number(values.seed)];
if (!(Number.isSafeInteger(count) && count > 0 && Number.isSafeInteger(first))) {
  console.error('--count and --seed are whole numbers');
  process.exit(2);
}

/** Complaints that are printed. */
const MOST_SHOWN = 20;

const root = fileURLToPath(new URL('../../', import.meta.url));
const document = JSON.parse(readFileSync(join(root, 'schemas/openapi.json'), 'utf8')) as ApiDocument;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-hostile-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const given = await routesGivenBy(makeServer);
const port = await freePort();
const issuer = `http://localhost:${port}`;
const server = await startServer();
const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
const routes = routesOf(given, document, metadata as Readonly<Record<string, unknown>>);
console.log(`${count} malformed requests to ${routes.length} routes, seeds ${first} to ${first + count - 1}`);
const result = await sendMalformed(
  routes,
  port,
  { first, count },
  renewed(() => senderAt(issuer, document)),
);
const isAlive = server.exitCode === null && (await isReady());
console.log(`\n${tableOf(result)}\n`);
for (const { seed, problem, request } of result.complaints.slice(0, MOST_SHOWN))
  console.log(`seed ${seed}: ${problem}\n${JSON.stringify(request)}\n`);
console.log(`${result.complaints.length} complaints; the server ${isAlive ? 'is ready' : 'is not ready any more'}`);
server.kill('SIGTERM');
process.exit(result.complaints.length > 0 || !isAlive ? 1 : 0);

/** Makes the built server without starting it, to learn its routes. */
async function makeServer(): Promise<void> {
  const [{ createApp }, { readConfig }] = await Promise.all([
    import(new URL('../server/create-app.js', import.meta.url).href),
    import(new URL('../platform/config/read-config.js', import.meta.url).href),
  ]);
  const settings = { DATABASE_URL: 'sqlite::memory:', ENCRYPTION_SECRET: 'a'.repeat(32), LOG_LEVEL: 'silent' };
  const app = await createApp(readConfig(settings));
  await app.init();
  await app.close();
}

async function startServer() {
  const bootstrap = join(folder, 'bootstrap.json');
  writeFileSync(bootstrap, JSON.stringify(bootstrapDocument(scopesIn(document))));
  const child = spawn(process.execPath, [join(root, 'dist/main.js')], {
    cwd: folder,
    env: {
      DATABASE_URL: `sqlite:${folder}/db.sqlite`,
      ...process.env,
      PORT: String(port),
      BOOTSTRAP_FILE: bootstrap,
      ENCRYPTION_SECRET: 'a-secret-of-the-hostile-run-0123456789',
      CLIENT_REGISTRATION: 'open',
      USER_REGISTRATION: 'open',
      TRUST_PROXY: '127.0.0.1',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('listening on') && resolve());
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return child;
}

async function isReady(): Promise<boolean> {
  const answer = await fetch(`${issuer}/health/ready`).catch(() => undefined);
  return answer?.status === 200;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function tableOf({ tallies, complaints }: Result): string {
  const groups = ['2xx', '3xx', '4xx', '5xx', 'closed', 'silent'];
  const rows = tallies.map(({ kind, requests, statuses }) => [
    kind,
    requests,
    ...groups.map((group) => statuses.get(group) ?? 0),
  ]);
  const sums = groups.map((_, column) => rows.reduce((sum, row) => sum + Number(row[column + 2]), 0));
  const all = [
    ['kind', 'requests', ...groups],
    ...rows,
    ['all', tallies.reduce((sum, { requests }) => sum + requests, 0), ...sums],
  ];
  const lines = all.map((row) =>
    row.map((cell, column) => (column === 0 ? String(cell).padEnd(22) : String(cell).padStart(9))).join(''),
  );
  return [...lines, `complaints: ${complaints.length}`].join('\n');
}
