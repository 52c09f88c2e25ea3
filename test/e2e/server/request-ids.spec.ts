import { request as rawRequest } from 'node:http';
import { adminToken } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { Browser } from '../../support/browser.js';
import { environment, Program } from '../../support/program.js';
import { authorizeUrl, createWorld, type World } from '../../support/world.js';

const MADE = /^[0-9a-f-]{36}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
describe('the identifier of a request', () => {
  let world: World;
  let bearer: Readonly<Record<string, string>>;

  beforeAll(async () => {
    world = await createWorld({ trustProxy: ['127.0.0.1'] });
    bearer = { authorization: `Bearer ${await adminToken(world, 'clients:read clients:write audit:read')}` };
  });
  afterAll(() => world.close());

  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(world.issuer + path, { redirect: 'manual', ...init, headers });

  it.each<[string, string, number, RequestInit?]>([
    ['a document that is ready', '/.well-known/openid-configuration', 200],
    ['a document that its route answers', '/oauth2/jwks?x', 200],
    ['a page', '/login', 200],
    ['a file', '/assets/gatehouse.css', 404],
    ['a redirect', '/', 303],
    ['a preflight request', '/oauth2/token', 204, { method: 'OPTIONS' }],
    ['what is not there', '/nowhere', 404],
    ['a method that is not there', '/oauth2/token', 405, { method: 'HEAD' }],
    ['what cannot be read', '/admin/v1/clients', 400, { method: 'POST', body: '{' }],
    ['a body that is too long', '/admin/v1/clients', 413, { method: 'POST', body: ' '.repeat(300_000) }],
    ['a path that is not percent-encoded', '/admin/v1/clients/%', 400],
    ['a path that is too long', `/admin/v1/clients/${'a'.repeat(800)}`, 414],
    ['an error of OAuth', '/oauth2/token', 401, { method: 'POST', body: new URLSearchParams({ client_id: 'x' }) }],
    ['a missing access token', '/oauth2/userinfo', 401],
    ['health', '/health/ready', 200],
  ])('is in the answer to %s', async (_, path, status, init = {}) => {
    const headers: Record<string, string> = path.startsWith('/admin/') ? { ...bearer } : {};
    if (typeof init.body === 'string') headers['content-type'] = 'application/json';
    const answer = await ask(path, { ...headers, 'x-request-id': 'a b' }, init);
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([status, expect.stringMatching(MADE)]);
    const named = await ask(path, { ...headers, 'x-request-id': 'from-the-proxy' }, init);
    expect([named.status, named.headers.get('x-request-id')]).toEqual([status, 'from-the-proxy']);
  });

  it('may be read by scripts of other origins', async () => {
    const answer = await ask('/oauth2/jwks');
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/X-Request-Id/);
  });

  it('is in problem details, and on pages that say what is wrong', async () => {
    const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    for (const path of ['/admin/v1/clients/none', '/admin/v1/clients/%', '/nowhere'])
      await expect(ask(path, { ...bearer, ...headers }).then((it) => it.json())).resolves.toMatchObject({
        request_id: TRACE,
      });
    await expect(ask('/admin/v1/clients', headers).then((it) => it.json())).resolves.toEqual(
      expect.objectContaining({ status: 401, request_id: TRACE }),
    );
    const pages = ['/nowhere', '/oauth2/authorize', '/oauth2/authorize?request_uri=urn:none&client_id=app1'];
    for (const path of pages) {
      const page = await (await ask(path, { ...headers, accept: 'text/html' })).text();
      expect(page.replaceAll(/<\/?(?:dd|dt|bdi)[^>]*>/g, ' ')).toMatch(new RegExp(`request id\\s+${TRACE}`));
    }
  });

  it('is in the audit log, also where the admin API shows it', async () => {
    const body = JSON.stringify({ client_name: 'Example', redirect_uris: ['https://rp.example/cb'] });
    const headers = { ...bearer, 'content-type': 'application/json', 'x-request-id': 'audited' };
    expect((await ask('/admin/v1/clients', headers, { method: 'POST', body })).status).toBe(201);
    const events = await (await ask('/admin/v1/audit-events?type=client.created&text=audited', bearer)).json();
    expect(events.items.map((event: { request_id: string }) => event.request_id)).toEqual(['audited']);
  });

  it('is not believed of anyone but a trusted proxy', async () => {
    const headers = { 'x-request-id': 'forged', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    const target = { host: '127.0.0.1', port: world.config.port, localAddress: '127.0.0.9', agent: false };
    for (const path of ['/oauth2/jwks', '/nowhere', '/admin/v1/clients/%']) {
      const id = await new Promise((resolve, reject) => {
        const sent = rawRequest({ ...target, path, headers }, (answer) => {
          answer.resume();
          resolve(answer.headers['x-request-id']);
        });
        sent.on('error', reject).end();
      });
      expect(id).toMatch(MADE);
    }
  });

  it('costs no statement more: an event has it in its row', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world));
    await browser.submitFirstForm({ username: 'alice', password: 'wrong' });
    expect((await auditEvents(world)).at(-1)?.request_id).toBe(browser.page.headers.get('x-request-id'));
  });
});

describe('the log of requests', () => {
  it('has a line for each with ACCESS_LOG=true, which names the request also for people', async () => {
    const settings = await environment({
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'pretty',
      ACCESS_LOG: 'true',
      TRUST_PROXY: '127.0.0.1,::1',
    });
    const server = new Program('main.js', [], settings);
    await server.says(/^listening on /m);
    const issuer = `http://localhost:${settings.PORT}`;
    const asked = ['/.well-known/openid-configuration', '/login?secret=1', '/nowhere/secret', '/admin/v1/clients/%'];
    for (const [number, path] of asked.entries())
      await fetch(issuer + path, { headers: { 'x-request-id': `request-${number}`, 'x-forwarded-for': '192.0.2.7' } });
    server.signal('SIGTERM');
    const { stdout } = await server.ended;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
    const plain = stdout.replaceAll(/\u001b\[\d+m/g, '');
    const lines = plain.split(/^(?=\[)/m).filter((line) => line.includes('request answered'));
    // What the router itself refuses has no other address than that of its connection.
    const answered: [string, number, string?][] = [
      ['/.well-known/openid-configuration', 200, '192.0.2.7'],
      ['/login', 200, '192.0.2.7'],
      ['none', 404, '192.0.2.7'],
      ['none', 400],
    ];
    for (const [number, [route, status, address]] of answered.entries()) {
      const said = Object.fromEntries(
        [...(lines[number] ?? '').matchAll(/^ +(\w+): (.+)$/gm)].map(([, ...pair]) => pair),
      );
      expect({ ...said, ms: Number(said.ms) }).toEqual({
        reqId: `"request-${number}"`,
        method: '"GET"',
        route: `"${route}"`,
        status: String(status),
        ms: expect.any(Number),
        address: address ? `"${address}"` : expect.stringMatching(/127\.0\.0\.1|::1/),
      });
    }
    expect(lines).toHaveLength(asked.length);
    expect(plain).not.toContain('secret');
  });
});
