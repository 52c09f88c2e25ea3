import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { IsNull } from 'typeorm';
import { AuditChain } from '../../../src/audit/audit-chain.service.js';
import { AuditEventEntity } from '../../../src/audit/audit-event.entity.js';
import { SigningKeyEntity } from '../../../src/keys/signing-key.entity.js';
import { MailEntity } from '../../../src/mail/mail.entity.js';
import { Database } from '../../../src/platform/database/database.js';
import { ThrottleEntity } from '../../../src/platform/throttling/throttle.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { stopPeriodicWork } from '../../support/clock.js';
import { CommandLine } from '../../support/command-line.js';
import { freePort } from '../../support/free-port.js';
import { newFolder } from '../../support/program.js';
import { changeRows, deleteRows, insertRow, rowsOf } from '../../support/rows.js';
import { DIALECTS, newDatabaseUrl } from '../../support/test-database.js';
import { createWorld, type World } from '../../support/world.js';

interface Finding {
  readonly check: string;
  readonly result: string;
  readonly ok: boolean;
  readonly detail: string;
}

describe.each(DIALECTS)('gatehouse doctor on %s', (dialect) => {
  const folder = newFolder();
  let world: World;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? `sqlite:${join(folder, 'db.sqlite')}` : await newDatabaseUrl(dialect);
    world = await createWorld({ databaseUrl });
    const [ENCRYPTION_SECRET = ''] = world.config.encryptionSecrets;
    environment = { DATABASE_URL: databaseUrl, ENCRYPTION_SECRET, PORT: String(world.config.port) };
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function diagnosis(more: Readonly<Record<string, string>> = {}) {
    const { code, stdout } = await new CommandLine({ ...environment, ...more }).run('doctor', '--json');
    const findings = JSON.parse(stdout) as readonly Finding[];
    return { code, findings, of: (check: string) => findings.find((each) => each.check === check) };
  }

  it('finds nothing wrong with a server that runs', async () => {
    const { code, findings } = await diagnosis();
    const notOk = findings.filter(({ result }) => result !== 'ok').map(({ detail }) => detail);
    // The PostgreSQL of the tests is in a hurry.
    expect(notOk).toEqual(dialect === 'postgres' ? [expect.stringContaining('fsync is off')] : []);
    expect([code, findings.map(({ check }) => check)]).toEqual([
      0,
      [
        ...[
          'configuration',
          'database',
          'durability',
          'clock',
          'purge',
          'audit sealing',
          'sign-in addresses',
          'migrations',
        ],
        ...(dialect === 'sqlite' ? ['disk'] : []),
        ...['signing keys', 'audit log', 'key rotation', 'mail server', 'issuer', 'clock of the issuer', 'proxy'],
      ],
    ]);
  });

  it('warns of people whose email address is that by which someone else signs in', async () => {
    const users = world.app.get(UsersService);
    const carol = await users.create({ username: 'carol', email: 'bob@example.com' });
    const { code, of } = await diagnosis();
    expect([code, of('sign-in addresses')]).toEqual([
      0,
      expect.objectContaining({ result: 'warn', detail: expect.stringContaining('carol') }),
    ]);
    await world.app.get(Database).transaction((transaction) => users.delete(carol, transaction));
  });

  it('warns where no server runs, and ends with 0', async () => {
    const { code, of } = await diagnosis({ PORT: String(await freePort()) });
    expect([code, of('issuer')]).toEqual([0, expect.objectContaining({ result: 'warn', ok: true })]);
  });

  it('finds a mail server that does not answer, and mails that could not be sent', async () => {
    const times = { createdAt: 1, validUntil: 1, expiresAt: Number.MAX_SAFE_INTEGER };
    const mail = { id: 'x', template: 'x', sealed: 'x', round: 1, state: 'failed', attempts: 15, ...times } as const;
    await insertRow(world, MailEntity, mail);
    const { code, of } = await diagnosis({ SMTP_URL: `smtp://127.0.0.1:${await freePort()}` });
    await deleteRows(world, MailEntity, { id: mail.id });
    expect([code, of('mail server')?.detail, of('mails')?.detail]).toEqual([
      1,
      expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/),
      expect.stringContaining('1 could not be sent'),
    ]);
  });

  it('finds a server that calls itself otherwise', async () => {
    const { code, of } = await diagnosis({ ISSUER: `http://127.0.0.1:${world.config.port}` });
    expect([code, of('issuer')]).toEqual([1, expect.objectContaining({ result: 'fail', ok: false })]);
    expect(of('issuer')?.detail).toContain(`calls itself ${world.issuer}`);
  });

  it('finds rows that no one deletes, and keys that no one makes', async () => {
    await stopPeriodicWork(world);
    await insertRow(world, ThrottleEntity, { key: 'old', failures: 1, blockedUntil: 1, expiresAt: 1 });
    await changeRows(world, SigningKeyEntity, { expiresAt: IsNull() }, { activeAt: 1 });
    const { code, of } = await diagnosis();
    expect(code).toBe(0);
    expect([of('purge')?.result, of('key rotation')?.result]).toEqual(['warn', 'warn']);
  });

  it('finds an audit log whose end is missing', async () => {
    await world.app.get(AuditChain).seal();
    const sealed = (await rowsOf(world, AuditEventEntity)).map(({ sequence }) => sequence ?? 0);
    await deleteRows(world, AuditEventEntity, { sequence: Math.max(...sealed) });
    const { code, of } = await diagnosis();
    expect([code, of('audit log')]).toEqual([1, expect.objectContaining({ result: 'fail' })]);
  });
});

describe('gatehouse doctor asks the issuer', () => {
  const folder = newFolder();
  const servers: Server[] = [];

  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function issuerFinding(server: Server, scheme: 'http' | 'https', path = '') {
    servers.push(server);
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const issuer = `${scheme}://127.0.0.1:${port}${path}`;
    const environment = {
      DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}`,
      ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
      ISSUER: issuer,
    };
    const { stdout } = await new CommandLine(environment).run('doctor', '--json');
    return (JSON.parse(stdout) as readonly Finding[]).filter(
      ({ check }) => check !== 'database' && check !== 'configuration',
    );
  }

  it('and finds a certificate that no one accepts', async () => {
    const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
    const subject = ['-subj', '/CN=other.example', '-days', '3'];
    const command = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    execFileSync('openssl', [...command, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) });
    await expect(issuerFinding(server, 'https')).resolves.toEqual([
      { check: 'issuer', result: 'fail', ok: false, detail: expect.stringContaining('certificate') },
    ]);
  });

  it.each<[string, Parameters<typeof createServer>[1], string]>([
    ['redirects', (_, answer) => answer.writeHead(301, { location: 'https://login.example/' }).end(), 'redirects to'],
    ['is a page', (_, answer) => answer.end('<html>'), 'no OpenID provider'],
    ['is broken', (_, answer) => answer.writeHead(502).end(), 'status 502'],
  ])('and finds that what answers %s', async (_, listener, advice) => {
    const [finding] = await issuerFinding(createServer(listener), 'http');
    expect(finding).toEqual({ check: 'issuer', result: 'fail', ok: false, detail: expect.stringContaining(advice) });
  });

  it.each([
    ['ok', '/.well-known/oauth-authorization-server/auth', 'are also at'],
    ['warn', '/elsewhere', 'let the proxy pass that address on too'],
  ])(
    'and finds whether metadata are where RFC 8414 puts those of an issuer with a path: %s',
    async (result, inserted, words) => {
      const server = createServer((request, answer) => {
        const isThere = [inserted, '/auth/.well-known/openid-configuration'].includes(request.url ?? '');
        answer.writeHead(isThere ? 200 : 404).end(JSON.stringify({ issuer: `http://${request.headers.host}/auth` }));
      });
      const findings = await issuerFinding(server, 'http', '/auth');
      const metadata = { check: 'metadata', result, detail: expect.stringContaining(words) };
      expect(findings).toEqual(expect.arrayContaining([expect.objectContaining(metadata)]));
    },
  );

  it('and warns of plain http on a named host', async () => {
    const cli = new CommandLine({
      DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}`,
      ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
      ISSUER: 'http://gatehouse.invalid',
      INSECURE_ISSUER: 'true',
    });
    const findings = JSON.parse((await cli.run('doctor', '--json')).stdout) as readonly Finding[];
    const transport = { result: 'warn', detail: expect.stringContaining('INSECURE_ISSUER=true') };
    expect(findings.find(({ check }) => check === 'transport')).toMatchObject(transport);
  });

  it('and finds a clock that goes wrong', async () => {
    const server = createServer((request, answer) => {
      const issuer = `http://${request.headers.host}`;
      answer.writeHead(200, { date: 'Mon, 01 Jan 2024 00:00:00 GMT' }).end(JSON.stringify({ issuer }));
    });
    await expect(issuerFinding(server, 'http')).resolves.toEqual([
      expect.objectContaining({ check: 'issuer', result: 'ok' }),
      expect.objectContaining({ check: 'clock of the issuer', result: 'fail', detail: expect.stringContaining('NTP') }),
    ]);
  });
});
