import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createFirstUser } from '../../../src/server/first-start.js';
import { UsersService } from '../../../src/users/users.service.js';
import { freePort } from '../../support/free-port.js';
import { environment, newFolder, Program, run } from '../../support/program.js';
import { createTestApp, METRICS_TOKEN } from '../../support/test-app.js';

const answers = async (port: string) => (await fetch(`http://localhost:${port}/health/ready`)).status;

describe('the server', () => {
  it('says that it listens, answers, and exits 0 when it is told to stop', async () => {
    const settings = await environment();
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    await expect(answers(settings.PORT)).resolves.toBe(200);
    server.signal('SIGTERM');
    const { code, stdout, stderr } = await server.ended;
    expect([code, stderr]).toEqual([0, '']);
    const issuer = `http://localhost:${settings.PORT}`;
    expect(stdout.replace(/token=[\w-]{43}\n/, 'token=…\n')).toBe(
      `there are no users yet; create the first within a day at ${issuer}/setup?token=…\nlistening on ${issuer}\n`,
    );
  });

  it('warns at start of plain http on a named host', async () => {
    const server = new Program(
      'main.js',
      [],
      await environment({ ISSUER: 'http://gatehouse.test/auth', INSECURE_ISSUER: 'true' }),
    );
    await server.says(/^listening on http:\/\/gatehouse\.test\/auth$/m);
    server.signal('SIGTERM');
    const { code, stderr } = await server.ended;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^warning: .* plain http \(INSECURE_ISSUER\)/)]);
  });

  it('has everything with it that it reads beside its own code: pages, the API documentation, the log for people', async () => {
    const settings = await environment({ LOG_FORMAT: 'pretty', LOG_LEVEL: 'info' });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    await server.says(/INFO: Server listening/);
    const read = async (path: string) => (await fetch(`http://localhost:${settings.PORT}${path}`)).text();
    const page = await read('/oauth2/authorize');
    await expect(read(/\/assets\/\w+\/gatehouse\.css/.exec(page)?.[0] ?? '')).resolves.toContain('--accent');
    await expect(read('/docs/swagger-ui-bundle.js')).resolves.toContain('SwaggerUIBundle');
    const { components } = JSON.parse(await read('/docs/openapi.json')) as { components: { schemas: object } };
    expect(Object.keys(components.schemas)).toContain('Client');
    server.signal('SIGTERM');
    await expect(server.ended).resolves.toMatchObject({ code: 0 });
  });

  it('says which of what its bootstrap file declares was changed since, and stays so', async () => {
    const BOOTSTRAP_FILE = join(newFolder(), 'bootstrap.json');
    writeFileSync(BOOTSTRAP_FILE, JSON.stringify({ users: [{ username: 'alice', roles: ['editor'] }] }));
    const settings = await environment({ LOG_LEVEL: 'warn', BOOTSTRAP_FILE });
    const startAndStop = async () => {
      const server = new Program('main.js', [], settings);
      await server.says(/^listening on /m);
      server.signal('SIGTERM');
      return server.ended;
    };
    await expect(startAndStop()).resolves.toMatchObject({ code: 0, stdout: expect.not.stringContaining('"at"') });
    await run('cli.js', ['users', 'roles', 'remove', 'alice', 'editor'], settings);
    const { stdout } = await startAndStop();
    expect(stdout.match(/"at":"[^"]*","msg":"is not what is stored, which stays/g)).toEqual([
      expect.stringContaining('"/users/0/roles"'),
    ]);
    const { stdout: shown } = await run('cli.js', ['users', 'show', 'alice', '--json'], settings);
    expect(JSON.parse(shown)).toMatchObject({ roles: [] });
  });

  it('waits 30 seconds for a whole request', async () => {
    const { app, config, close } = await createTestApp();
    const server = app.getHttpServer();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([30_000, 30_000]);
    server.headersTimeout = server.requestTimeout = 100;
    const socket = connect(config.port, config.host);
    const type = 'content-type: application/x-www-form-urlencoded';
    socket.write(
      `POST /oauth2/token HTTP/1.1\r\nhost: localhost\r\n${type}\r\ncontent-length: 1000\r\n\r\ngrant_type=`,
    );
    await expect(text(socket)).resolves.toMatch(/^HTTP\/1\.1 408 /);
    await close();
  });

  it('names every mistake in its settings and does not start', async () => {
    const outcome = await run('main.js', [], {
      ...{ PORT: 'x', LOG_LEVEL: 'loud', ENCRYPTION_SECRET: 'short' },
      BOOTSTRAP_FILE: '/nowhere/bootstrap.json',
    });
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(
      /^The configuration has 4 mistakes:\n {2}- PORT .*\n {2}- ENCRYPTION_SECRET .*\n {2}- LOG_LEVEL .*\n {2}- BOOTSTRAP_FILE .*\n$/,
    );
  });

  it('does not start on a port that is taken, with a bootstrap file that is wrong, or without its database', async () => {
    const taken: Server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    const wrong = join(newFolder(), 'bootstrap.json');
    writeFileSync(wrong, '{"clients": [{}]}');
    const outcomes = await Promise.all([
      run('main.js', [], await environment({ PORT: String(port) })),
      run('main.js', [], await environment({ BOOTSTRAP_FILE: wrong })),
      run('main.js', [], await environment({ METRICS_PORT: String(port) })),
      run('main.js', [], await environment({ METRICS_PORT: String(port), WORKERS: '2' })),
      run('main.js', [], await environment({ DATABASE_URL: `postgres://localhost:${await freePort()}/nothing` })),
      run('main.js', [], await environment({ HOST: 'no.such.host.invalid' })),
    ]);
    taken.close();
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(outcomes[0]?.stderr).toMatch(
      /^cannot listen on port \d+: another program has it; .* set PORT .*EADDRINUSE\)$/m,
    );
    for (const { stderr } of outcomes) expect(stderr).not.toMatch(/^ +at /m);
    expect(outcomes[1]?.stderr).toMatch(
      /bootstrap\.json has 1 mistake; nothing of it was applied:\n {2}- \/clients\/0\/client_id: is missing/,
    );
    const violation = /^The configuration has 1 mistake:\n {2}- METRICS_PORT cannot be listened on: .*EADDRINUSE/;
    expect(outcomes[2]?.stderr).toMatch(violation);
    expect(outcomes[3]?.stderr).toMatch(violation);
    expect(outcomes[4]?.stderr).toContain('ECONNREFUSED');
    expect(outcomes[5]?.stderr).toMatch(/^cannot listen on port \d+: .*HOST/m);
  });

  it('reads .env in development, and never in production', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '.env'), 'PORT=wrong\n');
    const { PORT: _, ...settings } = await environment({ CWD: folder });
    await expect(run('main.js', [], settings)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"wrong"'),
    });
    const production = await environment({
      CWD: folder,
      NODE_ENV: 'production',
      ISSUER: 'http://localhost:3000',
      LOG_LEVEL: 'loud',
    });
    const { stderr } = await run('main.js', [], production);
    expect(stderr).toMatch(/has 1 mistake:\n {2}- LOG_LEVEL/);
  });

  it('makes itself an encryption secret outside production', async () => {
    const folder = newFolder();
    const { ENCRYPTION_SECRET: _, ...settings } = await environment({ CWD: folder });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    server.signal('SIGTERM');
    await server.ended;
    expect(readFileSync(join(folder, 'data/encryption-secret'), 'utf8').length).toBeGreaterThanOrEqual(32);
  });
});

describe('several workers', () => {
  it('share the port, are counted together, are replaced where one crashes, and stop together', async () => {
    const settings = await environment({ WORKERS: '2', LOG_LEVEL: 'info', METRICS_TOKEN });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    for (let asked = 0; asked < 10; asked++)
      await fetch(`http://localhost:${settings.PORT}/health/live`, { headers: { connection: 'close' } });
    const headers = { authorization: `Bearer ${METRICS_TOKEN}`, connection: 'close' };
    for (let asked = 0; asked < 3; asked++) {
      const metrics = await (await fetch(`http://localhost:${settings.PORT}/metrics`, { headers })).text();
      expect(metrics).toMatch(/_count\{method="GET",route="\/health\/live",status="200"\} 10\n/);
      expect(metrics).toMatch(/^gatehouse_build_info\{.*\} 1$/m);
    }
    await expect(answers(settings.PORT)).resolves.toBe(200);
    expect(workersOf(server)).toHaveLength(2);
    process.kill(workersOf(server)[0] as number, 'SIGKILL');
    await waitUntil(() => workersOf(server).length === 3);
    await expect(answers(settings.PORT)).resolves.toBe(200);
    server.signal('SIGTERM');
    const { code, stdout } = await server.ended;
    expect([code, stdout.match(/listening on/g)?.length]).toEqual([0, 1]);
  });

  it('are counted together on the port for metrics', async () => {
    const port = String(await freePort());
    const settings = await environment({ WORKERS: '2', LOG_LEVEL: 'info', METRICS_PORT: port });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    for (let asked = 0; asked < 10; asked++)
      await fetch(`http://localhost:${settings.PORT}/health/live`, { headers: { connection: 'close' } });
    const scraped = await fetch(`http://127.0.0.1:${port}/metrics`);
    const metrics = await scraped.text();
    expect([scraped.status, scraped.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(metrics).toMatch(/_count\{method="GET",route="\/health\/live",status="200"\} 10\n/);
    server.signal('SIGTERM');
    await expect(server.ended).resolves.toMatchObject({ code: 0, stderr: '' });
  });

  it('cannot have a database in memory each', async () => {
    const outcome = await run('main.js', [], await environment({ WORKERS: '2', DATABASE_URL: 'sqlite::memory:' }));
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('WORKERS must be 1') });
  });
});

describe('the first start', () => {
  const said: string[] = [];
  const terminal = { isTTY: true, print: (line: string) => said.push(line) };

  it('at a terminal makes an administrator, once, and shows the password', async () => {
    const { app, close } = await createTestApp();
    const users = app.get(UsersService);
    await Promise.all([createFirstUser(app, terminal), createFirstUser(app, terminal)]);
    await createFirstUser(app, terminal);
    const password = / password (\S+) /.exec(said.join('\n'))?.[1] ?? '';
    expect(said).toHaveLength(1);
    await expect(users.verifyPassword('admin', password)).resolves.toMatchObject({ roles: ['admin'] });
    await close();
  });

  it('elsewhere shows a link, once; at a terminal there is none', async () => {
    said.length = 0;
    const { app, close } = await createTestApp();
    const elsewhere = { print: terminal.print };
    await Promise.all(Array.from({ length: 10 }, () => createFirstUser(app, elsewhere)));
    expect(said).toEqual([expect.stringMatching(/\/setup\?token=[\w-]{43}$/)]);
    await createFirstUser(app, elsewhere, Date.now() + 1);
    expect(new Set(said).size).toBe(2);
    await createFirstUser(app, terminal);
    await createFirstUser(app, elsewhere, Date.now() + 1);
    expect(said.slice(2)).toEqual([expect.stringContaining('created the user admin')]);
    expect((await fetch((said[1] ?? '').replace(/^.* at /, ''))).status).toBe(410);
    await close();
  });

  it('with a bootstrap file that names no user says how to create one', async () => {
    said.length = 0;
    const bootstrapFile = join(newFolder(), 'bootstrap.json');
    writeFileSync(bootstrapFile, '{}');
    const { app, close } = await createTestApp({ bootstrapFile });
    await createFirstUser(app, terminal);
    await createFirstUser(app, { print: terminal.print });
    expect(said).toEqual(Array(2).fill(expect.stringContaining('npx gatehouse users create admin')));
    await close();
  });

  it('of several workers shows one link, which the log does not repeat', async () => {
    const settings = await environment({ WORKERS: '2', LOG_LEVEL: 'trace' });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    const link = /http\S+\/setup\?token=\S+/.exec(server.stdout)?.[0] ?? '';
    const { status } = await fetch(link);
    await fetch(link, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } });
    server.signal('SIGTERM');
    const { stdout } = await server.ended;
    expect([status, stdout.split(link.slice(-43)).length - 1]).toEqual([200, 1]);
  });
});

/** The process identifiers of the workers that have said that they listen. */
function workersOf({ stdout }: Program): readonly number[] {
  return [...stdout.matchAll(/"worker":(\d+),"msg":"a worker process listens"/g)].map(([, pid]) => Number(pid));
}

async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(50);
}
