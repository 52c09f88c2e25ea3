import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { roomsOf } from '../../../src/app.module.js';
import { AuditEventEntity } from '../../../src/audit/audit-event.entity.js';
import { AUDIT_EVENTS } from '../../../src/audit/audit-event-type.js';
import { EXPORT_SETTINGS } from '../../../src/audit/export/export-settings.js';
import { ocsfEvent } from '../../../src/audit/export/ocsf-event.js';
import { SyslogSink, syslogMessage } from '../../../src/audit/export/syslog-sink.js';
import { activityOf } from '../../../src/audit/ocsf-activity.js';
import { readConfig } from '../../../src/platform/config/read-config.js';
import { Declarations } from '../../../src/platform/declarations.js';
import { OperatorsHosts } from '../../../src/platform/egress/operators-hosts.js';
import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { freePort } from '../../support/free-port.js';
import { newFolder } from '../../support/program.js';
import { rowsOf } from '../../support/rows.js';
import { type SyslogServer, syslogServer } from '../../support/syslog-server.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const AUTHORIZATION = 'Bearer the-token-of-the-monitoring';

/** RFC 5424 §6: priority, version, time, host, program, no process, kind, no structured data. */
const MESSAGE =
  /^<(8[46])>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) localhost gatehouse - ([a-z_.-]{1,32}) - (\{[\x20-\x7e]*\})$/;

interface Exported {
  readonly class_uid: number;
  readonly type_uid: number;
  readonly time: number;
  readonly status_id: number;
  readonly metadata: { readonly uid: string; readonly sequence: number; readonly event_code: string };
  readonly unmapped: { readonly chain_hash: string };
  readonly [member: string]: unknown;
}

describe.each(DIALECTS)('the export of the audit log on %s', (dialect) => {
  const file = join(newFolder(), 'audit.ndjson');
  const posted: { headers: IncomingHttpHeaders; body: string }[] = [];
  let failing = true;
  let refused = 0;
  let syslog: SyslogServer;
  let world: World;
  const receiver = createServer(async (request, response) => {
    const body = await text(request);
    if (failing) refused++;
    else posted.push({ headers: request.headers, body });
    response.writeHead(failing ? 503 : 200).end();
  });

  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    syslog = syslogServer(await freePort());
    const auditExport = {
      file,
      syslog: { host: 'localhost', port: syslog.port },
      syslogCa: syslog.ca,
      webhook: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`,
      webhookAuthorization: AUTHORIZATION,
    };
    world = await createWorld({ dialect, roomSettings: { auditExport } });
  });
  afterAll(async () => {
    await world.close();
    receiver.close();
    syslog.close();
  });

  const inFile = (): readonly Exported[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [];
  const bySequence = (events: readonly Exported[]) =>
    [...events].sort((left, right) => left.metadata.sequence - right.metadata.sequence);

  it('keeps no one from signing in while receivers are down, and misses nothing', async () => {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    expect((await browser.submitFirstForm({ username: 'alice', password: 'wrong' })).status).toBe(401);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.cookie('gatehouse_session')).toBeDefined();
    await until(() => refused > 0 && inFile().some(({ type_uid }) => type_uid === 300_201));
    failing = false;
    await syslog.open();
    const api = await adminApi(world, 'audit:read');
    const ids = (await rowsOf(world, AuditEventEntity)).map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(5);
    await until(() => ids.every((id) => inFile().some(({ metadata }) => metadata.uid === id)));
    await until(() => ids.every((id) => posted.some(({ body }) => body.includes(id))));
    await until(() => ids.every((id) => syslog.messages.some((message) => message.includes(id))));
    const { items } = (await api('GET', '/audit-events?limit=100')).body;
    const hashes = new Map(items.map(({ id, hash }: { id: string; hash: string }) => [id, hash]));
    for (const { metadata, unmapped } of inFile()) expect(unmapped.chain_hash).toBe(hashes.get(metadata.uid));
    // From the first event of this server on, each place of the chain once.
    const places = bySequence(inFile()).map(({ metadata }) => metadata.sequence);
    expect(places).toEqual(places.map((_, index) => index + 1));
  });

  it('says in OCSF who did what', () => {
    const [failed] = inFile().filter(({ metadata }) => metadata.event_code === 'login.failed');
    expect(failed).toMatchObject({
      class_uid: 3002,
      category_uid: 3,
      activity_id: 1,
      type_uid: 300_201,
      severity_id: 2,
      status_id: 2,
      user: { name: 'alice' },
      service: { name: world.issuer },
      src_endpoint: { ip: expect.stringMatching(/127\.0\.0\.1|::1/) },
      http_request: { uid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      metadata: { version: '1.3.0', product: { name: 'Gatehouse' } },
    });
    const [created] = inFile().filter(({ metadata }) => metadata.event_code === 'user.created');
    expect(created).toMatchObject({ class_uid: 3001, type_uid: 300_101, user: { uid: expect.any(String) } });
    const [client] = inFile().filter(({ metadata }) => metadata.event_code === 'client.created');
    expect(client).toMatchObject({ class_uid: 3004, type_uid: 300_401, entity: { name: 'client', uid: 'app1' } });
  });

  it('goes to a file that is for this server alone, by syslog over TLS, and as lines over HTTP: the same each time', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const known = new Map(inFile().map((event) => [event.metadata.uid, event]));
    for (const message of syslog.messages) {
      const [, priority, time, kind, json = ''] = MESSAGE.exec(message) ?? [];
      const event: Exported = JSON.parse(json);
      expect(event).toEqual(known.get(event.metadata.uid));
      expect([priority, time, kind]).toEqual([
        event.status_id === 2 ? '84' : '86',
        new Date(event.time).toISOString(),
        event.metadata.event_code.slice(0, 32),
      ]);
    }
    for (const { headers, body } of posted) {
      expect([headers['content-type'], headers.authorization]).toEqual(['application/x-ndjson', AUTHORIZATION]);
      for (const line of body.split('\n').filter(Boolean)) {
        const event: Exported = JSON.parse(line);
        expect(event).toEqual(known.get(event.metadata.uid));
      }
    }
  });
});

const EVENT = {
  id: '5f0c2f0e-1c1c-4d3e-9a53-0d9b6a1c2b7e',
  at: 1_790_000_000_000,
  actor: null,
  clientId: null,
  address: null,
  requestId: null,
  details: '{"username":"älice\\n"}',
  sequence: 7,
  hash: 'Yx0l5mC0',
};

describe('an exported event', () => {
  const types = new Declarations(roomsOf({ metrics: {} })).all(AUDIT_EVENTS);

  it.each(types.map((type) => [type.name, type] as const))('has what OCSF requires: %s', (name, type) => {
    const event = ocsfEvent({ ...EVENT, type: name }, activityOf(type), 'https://login.example.com');
    expect(event).toMatchObject({ category_uid: 3, time: EVENT.at, metadata: { event_code: name, sequence: 7 } });
    const { class_uid: uid, activity_id: id, type_uid, user, entity } = event;
    expect(type_uid).toBe(Number(uid) * 100 + Number(id));
    expect(uid === 3004 ? entity : user).toMatchObject({ name: expect.any(String) });
    const known = { 3001: [1, 2, 3, 4, 5, 6, 10, 11, 99], 3002: [1, 2, 3, 99], 3004: [1, 2, 3, 4, 99] };
    expect(known[uid as keyof typeof known]).toContain(id);
  });

  it('is ASCII in syslog, on one line, and means the same', () => {
    const event = ocsfEvent({ ...EVENT, type: 'login.failed' }, activityOf({ name: 'login.failed' }), 'https://x');
    const message = syslogMessage(event, 'localhost');
    expect(message).toMatch(MESSAGE);
    expect(JSON.parse(MESSAGE.exec(message)?.[4] ?? '')).toEqual(JSON.parse(JSON.stringify(event)));
  });
});

describe('a syslog server', () => {
  it('gets nothing without a certificate for its host that is trusted', async () => {
    const [server, other] = [syslogServer(await freePort()), syslogServer(await freePort())];
    await server.open();
    const event = ocsfEvent({ ...EVENT, type: 'logout' }, activityOf({ name: 'logout' }), 'https://x');
    const to = (host: string, ca: string | undefined) =>
      new SyslogSink({ host, port: server.port }, ca, 'localhost', new OperatorsHosts()).write([event]);
    for (const [host, ca] of [
      ['localhost', undefined],
      ['localhost', other.ca],
      ['127.0.0.1', server.ca],
    ] as const)
      await expect(to(host, ca)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|ALTNAME/) });
    expect(server.messages).toEqual([]);
    await to('localhost', server.ca);
    expect(server.messages).toEqual([syslogMessage(event, 'localhost')]);
    server.close();
  });
});

describe('the settings of the export', () => {
  const read = (settings: Record<string, string>) => readConfig(settings, [EXPORT_SETTINGS]).roomSettings?.auditExport;

  it.each([
    ['siem.example.com:6514', { host: 'siem.example.com', port: 6514 }],
    ['192.0.2.1:514', { host: '192.0.2.1', port: 514 }],
    ['[2001:db8::1]:6514', { host: '2001:db8::1', port: 6514 }],
  ])('take %s for a syslog server', (AUDIT_EXPORT_SYSLOG, syslog) => {
    expect(read({ AUDIT_EXPORT_SYSLOG })).toMatchObject({ syslog });
  });

  it.each([
    'siem.example.com',
    'siem.example.com:0',
    'siem.example.com:70000',
    'tls://a:6514',
    '2001:db8::1:6514',
    ':6514',
  ])('refuse %s', (AUDIT_EXPORT_SYSLOG) =>
    expect(() => read({ AUDIT_EXPORT_SYSLOG })).toThrow(/AUDIT_EXPORT_SYSLOG must be a host and a port/),
  );
});
