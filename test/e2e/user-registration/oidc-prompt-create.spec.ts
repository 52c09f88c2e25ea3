import { adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { CAROL, fillIn } from '../../support/registering.js';
import { authorizeUrl, createWorld, signedInBrowser, type World } from '../../support/world.js';

const CREATE = { prompt: 'create', scope: 'openid' };

/** OpenID Connect: Initiating User Registration 1.0. */
describe('prompt=create', () => {
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld({ production: true, roomSettings: { userRegistration: { mode: 'invited' } } });
    clock = stopClock(world);
  });
  afterAll(() => world.close());

  const metadata = async ({ issuer }: World) =>
    (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as { prompt_values_supported: string[] };
  const ask = async (browser: Browser, parameters: Readonly<Record<string, string>> = {}) => {
    await browser.get(authorizeUrl(world, { ...CREATE, ...parameters }));
    return new URL(browser.page.url);
  };

  it('is advertised, and leads to registration, also who is signed in, and on to the app', async () => {
    expect((await metadata(world)).prompt_values_supported).toContain('create');
    const { body } = await (await adminApi(world, 'registrations:write'))('POST', '/registration-invitations');
    const browser = await signedInBrowser(world);
    const { pathname, search } = await ask(browser, { login_hint: 'carol@example.com' });
    expect(pathname).toBe('/register');
    expect(browser.page.form?.fields).toMatchObject({ email: 'carol@example.com' });
    await fillIn(world, clock, pathname + search, { ...CAROL, invitation: body.code }, browser);
    expect(browser.page.html).toContain('id="consent-allow"');
    expect(browser.page.html).toContain('carol');
  });

  it('lets people sign in instead who have an account', async () => {
    const browser = new Browser(world.issuer);
    await ask(browser);
    const [, path = ''] = /id="sign-in" href="([^"]+)"/.exec(browser.page.html) ?? [];
    expect(path).toMatch(/^\/login\?request=/);
    await browser.get(path);
    await browser.submitFirstForm({ username: 'bob', password: CAROL.password });
    expect(browser.page.html).toContain('id="consent-allow"');
  });

  it('is an invalid request with none, and where no one may register', async () => {
    const errorOf = async (url: string) => {
      const answer = await fetch(url, { redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '').searchParams;
    };
    const silent = await errorOf(authorizeUrl(world, { ...CREATE, prompt: 'none create' }));
    expect(silent.get('error')).toBe('invalid_request');
    const closed = await createWorld();
    expect((await metadata(closed)).prompt_values_supported).not.toContain('create');
    const refused = await errorOf(authorizeUrl(closed, CREATE));
    expect([refused.get('error'), refused.get('error_description')]).toEqual([
      'invalid_request',
      expect.stringContaining('not create'),
    ]);
    await closed.close();
  });
});
