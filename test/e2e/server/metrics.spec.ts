import { connect } from 'node:net';
import { AuditMetrics } from '../../../src/audit/audit-metrics.js';
import { SessionMetrics } from '../../../src/authentication/sessions/session-metrics.js';
import { ConfigViolations } from '../../../src/platform/config/settings.js';
import { Database } from '../../../src/platform/database/database.js';
import { WaitingDeliveries } from '../../../src/platform/outbox/waiting-deliveries.js';
import type { Logger } from '../../../src/platform/telemetry/log.js';
import { Metrics } from '../../../src/platform/telemetry/metrics.js';
import { createApp } from '../../../src/server/create-app.js';
import { MetricsListener } from '../../../src/server/metrics-listener.js';
import { adminToken } from '../../support/admin.js';
import { freePort } from '../../support/free-port.js';
import { createTestApp, METRICS_TOKEN, type TestApp, testConfig } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const METERED = 'http_request_duration_seconds';

describe('metrics without a port of their own', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  const scrape = (authorization?: string, path = '/metrics') =>
    fetch(server.config.issuer + path, { headers: authorization ? { authorization } : {} });

  it('are for those who have the token of the settings', async () => {
    const answer = await scrape(`Bearer ${METRICS_TOKEN}`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    await expect(answer.text()).resolves.toContain(METERED);
  });

  it('are for operators with an access token of the scope settings:read', async () => {
    expect((await scrape(`Bearer ${await adminToken(server, 'settings:read')}`)).status).toBe(200);
    const lacking = await scrape(`Bearer ${await adminToken(server, 'clients:read')}`);
    expect([lacking.status, lacking.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('error="insufficient_scope"'),
    ]);
  });

  it('are for no one else, who is told what to do', async () => {
    const bare = await scrape();
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="${server.config.issuer}"`,
    ]);
    await expect(bare.json()).resolves.toMatchObject({ detail: expect.stringMatching(/METRICS_TOKEN.*METRICS_PORT/) });

    const near = `${METRICS_TOKEN.slice(0, -1)}x`;
    for (const token of [near, METRICS_TOKEN.slice(0, -1), `${METRICS_TOKEN}x`, 'a.b.c']) {
      const wrong = await scrape(`Bearer ${token}`);
      expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringMatching(/^Bearer realm=".*", error="invalid_token", error_description=".*METRICS_TOKEN/),
      ]);
      expect(await wrong.text()).not.toContain(METERED);
    }
    expect((await scrape(`Basic ${btoa(`metrics:${METRICS_TOKEN}`)}`)).status).toBe(401);
    expect((await scrape(undefined, `/metrics?access_token=${METRICS_TOKEN}`)).status).toBe(400);
  });

  it('are for no one by a token that is not set', async () => {
    const without = await createTestApp({ metrics: {} });
    for (const token of ['', 'undefined', METRICS_TOKEN]) {
      const headers = { authorization: `Bearer ${token}` };
      const { status } = await fetch(`${without.config.issuer}/metrics`, { headers });
      expect([token, status]).toEqual([token, token === '' ? 400 : 401]);
    }
    await without.close();
  });
});

describe.each(DIALECTS)('reading the metrics on %s', (dialect) => {
  it('asks the database nothing: they are read as ever when it is gone', async () => {
    const server = await createTestApp({ dialect });
    const metrics = server.app.get(Metrics);
    const waiting = metrics.registry.getSingleMetric('deliveries_waiting');
    const counted = async () => Number.isInteger((await waiting?.get())?.values[0]?.value);
    await until(counted);
    await server.app.get(Database).close();
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const answer = await fetch(`${server.config.issuer}/metrics`, { headers });
    expect(answer.status).toBe(200);
    await expect(answer.text()).resolves.toMatch(/^deliveries_waiting 0$/m);

    // What can no longer be counted is shown as such, and the schedule hears why.
    for (const counting of [WaitingDeliveries, AuditMetrics, SessionMetrics])
      await expect(server.app.get<{ count(): Promise<void> }>(counting).count()).rejects.toThrow();
    for (const gauge of ['deliveries_waiting', 'audit_events_unsealed', 'sessions_active'])
      await expect(metrics.text()).resolves.toMatch(new RegExp(`^${gauge} Nan$`, 'm'));
    await server.close();
  });
});

describe('metrics on a port of their own', () => {
  let server: TestApp;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    server = await createTestApp({ metrics: { port } });
  });
  afterAll(() => server.close());

  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });

  it('need no token', async () => {
    await fetch(`${server.config.issuer}/health/live`);
    for (const path of ['/metrics', '/metrics?name[]=up']) {
      const answer = await ask(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'text/plain; version=0.0.4; charset=utf-8',
      ]);
      await expect(answer.text()).resolves.toContain(
        `${METERED}_count{method="GET",route="/health/live",status="200"} 1`,
      );
    }
  });

  it('that cannot be read are answered with 503, and the log says why', async () => {
    const [failure, place] = [new Error('a gauge is broken'), await freePort()];
    const log: unknown[] = [];
    const logger = { error: (...words: unknown[]) => void log.push(words) } as unknown as Logger;
    const listener = new MetricsListener(() => Promise.reject(failure), logger);
    await listener.listen({ host: '127.0.0.1', metrics: { port: place } });
    expect((await fetch(`http://127.0.0.1:${place}/metrics`)).status).toBe(503);
    expect(log).toEqual([[{ err: failure }, 'the metrics cannot be read']]);
    await listener.close();
  });

  it('are all that there is', async () => {
    for (const path of ['/', '/metrics/', '/metrics/x', '/health/live', '/admin/v1/settings', '//metrics'])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect([method, (await ask('/metrics', method)).status]).toEqual([method, 404]);
  });

  it('are not on the main port, whatever token is shown', async () => {
    for (const token of [METRICS_TOKEN, await adminToken(server, 'settings:read')]) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${server.config.issuer}/metrics`, { headers })).status).toBe(404);
    }
    expect((await fetch(`${server.config.issuer}/metrics`)).status).toBe(404);
  });

  it('do not let the server start if the port is taken', async () => {
    const config = await testConfig({ metrics: { port } });
    const app = await createApp(config);
    const refused = app.listen(config.port, config.host);
    await expect(refused).rejects.toThrow(ConfigViolations);
    await expect(refused).rejects.toThrow(/METRICS_PORT cannot be listened on: .*EADDRINUSE/);
    await app.close();
  });

  it('end with the server, which waits for no one who says nothing', async () => {
    const other = await freePort();
    const ending = await createTestApp({ metrics: { port: other } });
    const socket = connect(other, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /metrics HTTP/1.1\r\nhost:');
    expect((await fetch(`http://127.0.0.1:${other}/metrics`)).status).toBe(200);
    await ending.close();
    await expect(fetch(`http://127.0.0.1:${other}/metrics`)).rejects.toThrow();
    socket.destroy();
  });
});
