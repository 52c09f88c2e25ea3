import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { adminToken } from '../../support/admin.js';
import { registrationWorld } from '../../support/registration.js';
import type { World } from '../../support/world.js';

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/** What a browser says that it accepts. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const UNREADABLE: readonly (readonly [string, string, string, number])[] = [
  ['malformed JSON', JSON_TYPE, '{"grant_type":', 400],
  ['XML', 'text/xml', '<grant_type/>', 415],
  ['300 KB', 'application/x-www-form-urlencoded', `a=${'b'.repeat(300_000)}`, 413],
];

const MACHINES = ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke', '/oauth2/register', '/oauth2/userinfo'];
const PAGES = ['/oauth2/authorize', '/oauth2/logout', '/login', '/consent', '/account/consents/withdraw'];

describe('errors', () => {
  let world: World;

  beforeAll(async () => {
    world = await registrationWorld({ access: 'open' });
  });
  afterAll(() => world.close());

  const send = (path: string, init: RequestInit) => fetch(world.issuer + path, { redirect: 'manual', ...init });
  const typeOf = (answer: Response) => answer.headers.get('content-type')?.split(';')[0];

  describe.each(UNREADABLE)('of a body that cannot be read, as %s', (_, type, body, status) => {
    const init = { method: 'POST', body, headers: { ...BROWSER, 'content-type': type } };

    it.each(MACHINES)('are JSON of RFC 6749 §5.2 at %s, also for who accepts HTML', async (path) => {
      const answer = await send(path, init);
      expect([answer.status, typeOf(answer), answer.headers.get('cache-control')]).toEqual([
        status,
        JSON_TYPE,
        'no-store',
      ]);
      expect(await answer.json()).toEqual({ error: 'invalid_request', error_description: expect.any(String) });
    });

    it.each(PAGES)('are a page at %s', async (path) => {
      const answer = await send(path, init);
      expect([answer.status, typeOf(answer)]).toEqual([status, 'text/html']);
    });

    it('are problem details in the admin API', async () => {
      const authorization = `Bearer ${await adminToken(world)}`;
      const answer = await send('/admin/v1/clients', { ...init, headers: { ...init.headers, authorization } });
      expect([answer.status, typeOf(answer)]).toEqual([status, PROBLEM_TYPE]);
    });
  });

  describe.each([
    ['not percent-encoded', '%zz', 400],
    ['a lone percent sign', '%', 400],
    ['not UTF-8', '%ff', 400],
    ['longer than any identifier', 'a'.repeat(800), 414],
  ])('of a path that is %s', (_, part, status) => {
    const ask = async (path: string, headers: Record<string, string> = BROWSER) => {
      const answer = await send(path, { headers });
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      const text = await answer.text();
      expect(text).not.toContain(part === '%' ? '/%' : part);
      expect(text).not.toContain('FST_ERR');
      return { answer, text };
    };

    it('are problem details in the admin API', async () => {
      const { answer, text } = await ask(`/admin/v1/clients/${part}`);
      expect([typeOf(answer), JSON.parse(text)]).toEqual([
        PROBLEM_TYPE,
        {
          type: 'about:blank',
          title: expect.any(String),
          status,
          detail: expect.stringContaining('path'),
          request_id: answer.headers.get('x-request-id'),
        },
      ]);
    });

    it('are JSON of RFC 6749 §5.2 where clients are registered, for scripts of other origins too', async () => {
      const { answer, text } = await ask(`/oauth2/register/${part}`);
      expect([typeOf(answer), JSON.parse(text).error]).toEqual([JSON_TYPE, 'invalid_request']);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    });

    it('are a page for browsers, and problem details for others', async () => {
      const path = `/assets/${part}/gatehouse.css`;
      const { answer, text } = await ask(path);
      expect([typeOf(answer), text]).toEqual(['text/html', expect.stringContaining('For the app’s developers')]);
      expect(answer.headers.get('content-security-policy')).toContain("style-src 'self'");
      expect(typeOf((await ask(path, {})).answer)).toBe(PROBLEM_TYPE);
    });
  });

  describe('of a method that is not for the address (RFC 9110 §15.5.6)', () => {
    const CLIENT = '/admin/v1/clients/app1?x=1';

    it.each([
      ['GET', '/oauth2/introspect', 'POST', JSON_TYPE],
      ['DELETE', '/oauth2/revoke', 'POST, OPTIONS', JSON_TYPE],
      ['POST', '/oauth2/jwks', 'GET, HEAD, OPTIONS', JSON_TYPE],
      ['PATCH', '/oauth2/userinfo', 'GET, HEAD, POST, OPTIONS', JSON_TYPE],
      ['GET', '/oauth2/register', 'POST, OPTIONS', JSON_TYPE],
      ['POST', '/oauth2/register/app1', 'DELETE, GET, HEAD, PUT, OPTIONS', JSON_TYPE],
      ['DELETE', '/admin/v1/clients', 'GET, HEAD, POST', PROBLEM_TYPE],
      ['OPTIONS', '/admin/v1/clients', 'GET, HEAD, POST', PROBLEM_TYPE],
      ['PUT', CLIENT, 'DELETE, GET, HEAD, PATCH', PROBLEM_TYPE],
      ['PROPFIND', CLIENT, 'DELETE, GET, HEAD, PATCH', PROBLEM_TYPE],
      ['DELETE', '/oauth2/authorize', 'GET, HEAD, POST', 'text/html'],
      ['PUT', '/login?request=a', 'GET, HEAD, POST', 'text/html'],
      ['GET', '/account/consents/withdraw', 'POST', 'text/html'],
      ['POST', '/docs', 'GET, HEAD', 'text/html'],
    ])('say for %s %s what is: %s', async (method, path, methods, type) => {
      const answer = await send(path, { method, headers: BROWSER });
      const allowed = answer.headers.get('allow')?.split(', ').sort();
      expect([answer.status, allowed, typeOf(answer)]).toEqual([405, methods.split(', ').sort(), type]);
      expect([answer.headers.get('cache-control'), answer.headers.get('x-frame-options')]).toEqual([
        'no-store',
        'DENY',
      ]);
      if (method !== 'OPTIONS') expect(await answer.text()).toContain(methods.split(', ')[0]);
    });

    it('come for HEAD too, without a body', async () => {
      const answer = await send('/oauth2/token', { method: 'HEAD' });
      expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([405, 'POST, OPTIONS', '']);
    });

    it.each(['GET', 'POST', 'OPTIONS'])('are 404 where there is nothing by any method: %s', async (method) => {
      for (const path of ['/nowhere', '/oauth2/token/x', '/admin/v1/clients/a/b/c']) {
        const answer = await send(path, { method });
        expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 404, null]);
      }
    });
  });

  it.each([
    ['no HTTP', 'no request\r\n\r\n', 400, /RFC 9112/],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400, /RFC 9112/],
    ['long headers', `GET / HTTP/1.1\r\nhost: x\r\ncookie: ${'a'.repeat(20_000)}\r\n\r\n`, 431, /cookies/],
  ])('of %s are problem details that say what to change', async (_, sent, status, detail) => {
    const socket = connect(Number(new URL(world.issuer).port), 'localhost');
    socket.write(sent);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: ${PROBLEM_TYPE.replace('+', '.')}`));
    expect(JSON.parse(body)).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.stringMatching(detail),
    });
  });

  it('of the admin API say what to send where there is no access token', async () => {
    const answer = await send('/admin/v1/clients', {});
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, `Bearer realm="${world.issuer}"`]);
    expect(await answer.json()).toMatchObject({ title: 'Unauthorized', detail: expect.stringContaining('Bearer') });
  });
});
