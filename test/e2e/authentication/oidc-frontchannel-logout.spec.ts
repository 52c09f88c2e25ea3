import { decodeJwt } from 'jose';
import { parse } from 'node-html-parser';
import type { Visit } from '../../support/browser.js';
import { type LogoutSite, registerLogoutClient, signInTo, startLogoutSite } from '../../support/logout-site.js';
import { createWorld, PASSWORD, signedInBrowser, type TestClient, type World } from '../../support/world.js';

describe('OpenID Connect Front-Channel Logout', () => {
  let world: World;
  let site: LogoutSite;
  let shop: TestClient;
  let mail: TestClient;

  beforeAll(async () => {
    world = await createWorld();
    site = await startLogoutSite();
    shop = await registerLogoutClient(world, site, {
      client_id: 'shop',
      frontchannel_logout_uri: `${site.origin}/shop?a=b`,
      frontchannel_logout_session_required: true,
    });
    mail = await registerLogoutClient(world, site, {
      client_id: 'mail',
      frontchannel_logout_uri: `${site.origin}/mail`,
    });
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  const framesOf = ({ html }: Visit) =>
    parse(html)
      .querySelectorAll('iframe')
      .map((frame) => frame.getAttribute('src'));
  const continueAt = ({ html }: Visit) => parse(html).querySelector('a#logout-continue')?.getAttribute('href');

  it('is advertised (§3)', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    });
  });

  it('frames the page of each client of the session, with iss and sid where the client requires them (§2)', async () => {
    const browser = await signedInBrowser(world);
    const { id_token: idToken } = await signInTo(world, site, shop, browser);
    await signInTo(world, site, mail, browser);
    const { sid } = decodeJwt(idToken);
    const page = await browser.get(`/oauth2/logout?${new URLSearchParams({ id_token_hint: idToken })}`);
    expect(page.status).toBe(200);
    expect([...framesOf(page)].sort()).toEqual([
      `${site.origin}/mail`,
      `${site.origin}/shop?a=b&${new URLSearchParams({ iss: world.issuer, sid: String(sid) })}`,
    ]);
    await browser.get('/account');
    expect(browser.trail).toEqual(['/account', '/login']);
  });

  it('lets the page frame those clients only', async () => {
    const browser = await signedInBrowser(world);
    const { id_token: idToken } = await signInTo(world, site, mail, browser);
    const page = await browser.get(`/oauth2/logout?${new URLSearchParams({ id_token_hint: idToken })}`);
    expect(page.headers.get('content-security-policy')).toContain(`; frame-src ${site.origin};`);
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('goes on to the client by itself, or by a link, with the state', async () => {
    const browser = await signedInBrowser(world);
    const { id_token: idToken } = await signInTo(world, site, mail, browser);
    const back = { post_logout_redirect_uri: `${site.origin}/bye`, state: 'a b' };
    const page = await browser.get(`/oauth2/logout?${new URLSearchParams({ id_token_hint: idToken, ...back })}`);
    expect(continueAt(page)).toBe(`${site.origin}/bye?state=a+b`);
    expect(page.headers.get('refresh')).toBe(`1; url=${site.origin}/bye?state=a+b`);
  });

  it('goes on to the page that says good-bye where no client wants the person back', async () => {
    const browser = await signedInBrowser(world);
    await signInTo(world, site, mail, browser);
    await browser.get('/oauth2/logout');
    const page = await browser.submitFirstForm();
    expect(continueAt(page)).toBe('/signed-out');
  });

  it('frames the pages of every account that the browser signs out of', async () => {
    const browser = await signedInBrowser(world);
    await signInTo(world, site, shop, browser);
    await browser.get('/login?prompt=login');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    await signInTo(world, site, mail, browser);
    await browser.get('/oauth2/logout');
    expect(framesOf(await browser.submitFirstForm({}, 'all'))).toHaveLength(2);
  });

  it('shows no page at all where no client of the session asked for that', async () => {
    const browser = await signedInBrowser(world);
    const silent = await registerLogoutClient(world, site, { client_id: 'silent' });
    await signInTo(world, site, silent, browser);
    await signInTo(world, site, mail, await signedInBrowser(world));
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm();
    expect(browser.trail).toEqual(['/oauth2/logout', '/signed-out']);
  });
});
