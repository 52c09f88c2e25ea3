import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser } from '../../examples/headless-browser.js';
import { freePort } from '../support/free-port.js';
import { newFolder, Program, run } from '../support/program.js';
import { bodyOf, described } from './support/call.js';
import { named, OPERATIONS, parametersIn } from './support/document.js';
import { ADMIN_SCOPE } from './support/fixtures.js';

const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

/** Whose password another server has hashed, by bcrypt. */
const MOVED = { username: 'moved', password: 'correct horse battery' };
const BCRYPT = '$2b$04$lAomyCvPluVT6jDMQMGaFeVIMNBLrZDjFdsQmN1qJrH3F3ZeXv5Ky';

/** What a script can call that knows nothing of the server yet; what puts something there comes before what reads it. */
const withoutPath = OPERATIONS.filter((operation) => parametersIn('path', operation).length === 0).toSorted(
  (one, other) => Number(other.method === 'PUT') - Number(one.method === 'PUT'),
);

// The other tests run the source; what is served is bundled.
describe('the compiled program', () => {
  let program: Program;
  let issuer: string;
  let token: string;

  beforeAll(async () => {
    const PORT = `${await freePort()}`;
    issuer = `http://localhost:${PORT}`;
    const DATABASE_URL = `sqlite:${join(newFolder(), 'gatehouse.sqlite')}`;
    const BOOTSTRAP_FILE = join(newFolder(), 'bootstrap.json');
    writeFileSync(BOOTSTRAP_FILE, JSON.stringify({ users: [{ username: MOVED.username, password_hash: BCRYPT }] }));
    const environment = { PORT, DATABASE_URL, ENCRYPTION_SECRET: SECRET, LOG_LEVEL: 'silent' };
    const options = ['--template', 'm2m', '--id', 'script', '--scope', ADMIN_SCOPE, '--json'];
    const created = await run('program/cli.js', ['clients', 'create', ...options], environment);
    program = new Program('main.js', [], { ...environment, BOOTSTRAP_FILE, NODE_DEBUG: 'module' });
    await program.says(/^listening on /m);
    const credentials = Buffer.from(`script:${JSON.parse(created.stdout).client_secret}`).toString('base64');
    const answer = await fetch(`${issuer}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: ADMIN_SCOPE }),
    });
    token = ((await answer.json()) as { access_token: string }).access_token;
  });
  afterAll(async () => {
    program.signal('SIGTERM');
    await program.ended;
  });

  it.each(named(withoutPath))('answers a script as it is described: %s', async (_, operation) => {
    const body = bodyOf(operation);
    const response = await fetch(issuer + operation.path, {
      method: operation.method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect((await described(operation, response, body)).status).toBeLessThan(300);
  });

  // Each is memory for good, and where a bundled package loads another one by name, it is there twice.
  it('loads no packages but those which are not bundled, and theirs', () => {
    const loaded = program.stderr.matchAll(/ load ".*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/g);
    const names = Array.from(loaded, ([, name = '']) => name.replace(/^(@node-rs.argon2)-.*/, '$1'));
    expect([...new Set(names)].sort()).toEqual([
      ...['@node-rs/argon2', '@pinojs/redact', 'atomic-sleep', 'better-sqlite3', 'bindings'],
      ...['file-uri-to-path', 'on-exit-leak-free', 'pino', 'pino-std-serializers', 'quick-format-unescaped'],
      ...['safe-stable-stringify', 'sonic-boom', 'thread-stream'],
    ]);
  });

  it('loads what verifies a hash of bcrypt when somebody with one signs in', async () => {
    const browser = new Browser(issuer);
    await browser.get('/login');
    await browser.submitFirstForm(MOVED);
    expect(browser.trail.at(-1)).toBe('/account');
  });

  it('is described at /docs as it is in the package', async () => {
    const served = (await (await fetch(`${issuer}/docs/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(served.paths)).toEqual([...new Set(OPERATIONS.map(({ path }) => path))]);
  });
});
