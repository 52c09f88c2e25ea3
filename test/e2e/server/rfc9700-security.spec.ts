import { ask, returned, visit } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { rawRequest } from '../../support/raw-request.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  authorizeUrl,
  createWorld,
  freshCode,
  freshTokens,
  PASSWORD,
  redeem,
  signedInBrowser,
  type World,
} from '../../support/world.js';

let world: World;
let clock: StoppedClock;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  clock = stopClock(world);
});
afterEach(() => clock.goOn());

/** Sends a form as this browser does, and follows nothing. */
function postForm(path: string, fields: Record<string, string>, browser: Browser) {
  const cookie = ['gatehouse_session', 'gatehouse_browser']
    .flatMap((name) => (browser.cookie(name) ? [`${name}=${browser.cookie(name)}`] : []))
    .join('; ');
  return visit(world, path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } });
}

describe('RFC 9700: authorization codes', () => {
  it('live for 60 seconds', async () => {
    const [early, late] = [await freshCode(world), await freshCode(world)];
    clock.pass(59);
    expect((await redeem(world, early)).status).toBe(200);
    clock.pass(1);
    const { status, body } = await redeem(world, late);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('are bound to their client, which can still redeem what another tried to', async () => {
    const code = await freshCode(world);
    for (const thief of [world.other, world.spa])
      expect((await redeem(world, code, {}, thief)).body.error).toBe('invalid_grant');
    expect((await redeem(world, code)).status).toBe(200);
  });

  it('that were used long ago still end what came from them', async () => {
    const code = await freshCode(world);
    const { body } = await redeem(world, code);
    clock.pass(300);
    await redeem(world, code);
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('that a stranger replays without the verifier end nothing', async () => {
    const code = await freshCode(world);
    const { body } = await redeem(world, code);
    await redeem(world, code, {}, world.other);
    await redeem(world, code, { code_verifier: 'a'.repeat(43) });
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('are long and never the same', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => freshCode(world)));
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(/^[A-Za-z0-9_-]{43,}$/);
  });
});

describe('RFC 9700 §4.12: after a form that holds credentials', () => {
  it('the browser goes on with GET: 303', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world));
    const login = await postForm(
      '/login',
      { ...browser.page.form?.fields, username: 'alice', password: PASSWORD },
      browser,
    );
    expect(login.status).toBe(303);
    expect(login.location?.pathname).toBe('/oauth2/authorize');
    expect(login.location?.href).not.toContain(encodeURIComponent(PASSWORD));
  });

  it('and after consent too', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { prompt: 'consent' }));
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const consent = await postForm('/consent', { ...browser.page.form?.fields, decision: 'allow' }, browser);
    expect([consent.status, consent.location?.pathname]).toEqual([303, '/oauth2/authorize']);
  });

  it('no redirect is a 307 or a 308, which would repeat the form', async () => {
    const body = new URL(authorizeUrl(world, { prompt: 'none' })).searchParams;
    expect((await visit(world, '/oauth2/authorize', { method: 'POST', body })).status).toBe(303);
    expect((await ask(world, { prompt: 'none' })).status).toBe(302);
    expect((await ask(world)).status).toBe(302);
  });
});

describe('RFC 9700 §4.11: open redirects', () => {
  it.each(['/login', '/consent', '/select-account', '/account', '/oauth2/logout', '/signed-out'])(
    'there is none at %s',
    async (path) => {
      const names = [
        'next',
        'return',
        'return_to',
        'returnTo',
        'redirect',
        'redirect_uri',
        'request',
        'request_uri',
        'continue',
        'url',
        'target_link_uri',
        'post_logout_redirect_uri',
      ];
      const query = new URLSearchParams(names.map((name) => [name, 'https://evil.example/']));
      const signedIn = await signedInBrowser(world);
      const cookie = `gatehouse_session=${signedIn.cookie('gatehouse_session')}`;
      for (const headers of [{}, { cookie }]) {
        for (const init of [{ headers }, { headers, method: 'POST', body: query }]) {
          const { location, html } = await visit(world, `${path}?${query}`, init);
          expect(location?.origin ?? world.issuer).toBe(world.issuer);
          expect(html).not.toMatch(/(href|action|src)="https:\/\/evil/);
        }
      }
    },
  );

  it('does not come by the Host header', async () => {
    const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    const { location } = await rawRequest(authorizeUrl(world), forged);
    expect(location).toMatch(/^(\/login\?|http:\/\/localhost:)/);
    const metadata = await fetch(`${world.issuer}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    expect(await metadata.text()).not.toContain('evil.example');
  });
});

describe('RFC 9700 §4.16: pages in frames, and what other origins may read', () => {
  const PAGES = [
    '/login',
    '/signed-out',
    '/oauth2/authorize',
    '/consent',
    '/select-account',
    '/account',
    '/oauth2/logout',
    '/nowhere',
  ];

  it.each(PAGES)('%s cannot be framed, sends no referrer and is not sniffed', async (path) => {
    const { headers } = await visit(world, path);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('the redirect with the code sends no referrer and is not stored', async () => {
    const browser = await signedInBrowser(world);
    await browser.get(authorizeUrl(world));
    if (browser.page.form) await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
    expect(browser.page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(browser.page.headers.get('cache-control')).toBe('no-store');
  });

  it.each([...PAGES, '/oauth2/introspect', '/admin/v1/clients'])(
    'scripts of other origins cannot read %s',
    async (path) => {
      const origin = 'https://evil.example';
      for (const init of [
        { headers: { origin } },
        { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } },
      ]) {
        const { headers } = await visit(world, path, init);
        expect(headers.get('access-control-allow-origin')).toBeNull();
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      }
    },
  );

  it.each(['/oauth2/token', '/oauth2/userinfo', '/oauth2/revoke', '/oauth2/jwks', '/.well-known/openid-configuration'])(
    'scripts of any origin may call %s, without cookies',
    async (path) => {
      const headers = {
        origin: 'https://spa.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      };
      const preflight = await visit(world, path, { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
      expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    },
  );
});

describe('RFC 9700 §4.3: no token in an address', () => {
  it('comes back to the client by any response mode', async () => {
    const browser = await signedInBrowser(world);
    for (const response_type of ['token', 'id_token', 'code token', 'id_token token']) {
      for (const response_mode of ['query', 'fragment']) {
        const { location } = await browser.get(authorizeUrl(world, { response_type, response_mode }));
        expect(location).not.toMatch(/(access|id|refresh)_token=/);
        expect(location).toContain('error=unsupported_response_type');
      }
    }
  });

  it('is accepted by our own APIs', async () => {
    const { access_token } = await freshTokens(world);
    for (const path of ['/oauth2/userinfo', '/admin/v1/clients']) {
      const answer = await fetch(`${world.issuer}${path}?access_token=${access_token}`);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_request"');
    }
  });
});

describe('RFC 9700 §2.1: what is not offered', () => {
  it('implicit and password grants, plain PKCE', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ response_types_supported: ['code'], code_challenge_methods_supported: ['S256'] });
    expect(metadata.grant_types_supported).not.toContain('password');
    expect(metadata.grant_types_supported).not.toContain('implicit');
  });
});

describe('what the answers of the protocol must not leave behind', () => {
  it.each(['/oauth2/authorize', '/login', '/consent', '/account', '/oauth2/logout'])(
    '%s is not stored',
    async (path) => {
      expect((await visit(world, path)).headers.get('cache-control')).toBe('no-store');
    },
  );

  it('userinfo is not stored', async () => {
    const { access_token } = await freshTokens(world);
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe.each(DIALECTS)('a parked request on %s', (dialect) => {
  let server: World;

  beforeAll(async () => {
    server = await createWorld({ dialect });
  });
  afterAll(() => server.close());

  it('is answered once, however often the last step is repeated at the same time', async () => {
    const browser = new Browser(server.issuer);
    await browser.get(authorizeUrl(server, { prompt: 'consent' }));
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    const form = { ...browser.page.form?.fields, decision: 'allow' };
    const headers = { cookie: `gatehouse_session=${browser.cookie('gatehouse_session')}` };
    const consent = await visit(server, '/consent', { method: 'POST', body: new URLSearchParams(form), headers });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => visit(server, `${consent.location}`, { headers })),
    );
    expect(answers.flatMap((answer) => returned(answer)?.code ?? [])).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });
});
