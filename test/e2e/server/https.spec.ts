import { Browser } from '../../support/browser.js';
import { authorizeUrl, createWorld, PASSWORD, type World } from '../../support/world.js';

describe('a server whose issuer is https, behind a proxy that ends TLS', () => {
  let world: World;
  let behindProxy: string;

  beforeAll(async () => {
    world = await createWorld({ issuer: 'https://login.example' });
    behindProxy = `http://127.0.0.1:${world.config.port}`;
  });
  afterAll(() => world.close());

  it('gives cookies that neither a subdomain nor plain http can set or see (RFC 6265bis §4.1.3.2)', async () => {
    const browser = new Browser(behindProxy);
    await browser.get('/login');
    const { headers } = await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
    for (const name of ['gatehouse_session', 'gatehouse_browser', 'gatehouse_device']) {
      expect([name, browser.cookie(name), typeof browser.cookie(`__Host-${name}`)]).toEqual([
        name,
        undefined,
        'string',
      ]);
    }
    for (const line of (await fetch(`${behindProxy}/login`)).headers.getSetCookie()) {
      expect(line).toMatch(/^__Host-[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    }
  });

  it('names itself by its issuer, wherever it was reached', async () => {
    const browser = new Browser(behindProxy);
    const url = authorizeUrl(world).replace(world.issuer, behindProxy);
    await browser.get(url);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    await browser.submitFirstForm({}, 'allow');
    expect(new URL(browser.location ?? '').searchParams.get('iss')).toBe('https://login.example');
  });
});
