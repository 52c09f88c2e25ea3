import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { type AppSite, newOrigin, startAppSite } from '../support/app-site.js';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { createWorld, PASSWORD, registerClient, type World } from '../support/world.js';

const LIBRARY = readFileSync(
  createRequire(import.meta.url)
    .resolve('oidc-client-ts')
    .replace(/\/dist\/.*$/, '/dist/browser/oidc-client-ts.min.js'),
);

/** As the documentation of the library has it: a public client, the code flow, the user kept in the session's storage. */
const APP = `
  const home = location.origin;
  const manager = new oidc.UserManager({
    authority: settings.issuer,
    client_id: settings.clientId,
    redirect_uri: home + '/callback',
    popup_redirect_uri: home + '/popup',
    silent_redirect_uri: home + '/silent',
    post_logout_redirect_uri: home + '/',
    scope: settings.scope,
    loadUserInfo: true,
  });
  const show = (user) => { document.querySelector('output').textContent = user ? user.profile.email + ' is signed in' : 'Nobody is signed in'; };
  const on = (id, act) => { document.getElementById(id).onclick = () => act().catch((error) => { document.querySelector('output').textContent = String(error); }); };
  on('sign-in', () => manager.signinRedirect());
  on('popup', () => manager.signinPopup().then(show));
  on('renew', () => manager.signinSilent().then((user) => { document.querySelector('output').textContent = 'Renewed for ' + user.profile.email; }));
  on('sign-out', () => manager.signoutRedirect());
  const arrived = {
    '/callback': () => manager.signinRedirectCallback().then(() => { location.href = '/'; }),
    '/popup': () => manager.signinPopupCallback(),
    '/silent': () => manager.signinSilentCallback(),
    '/': () => manager.getUser().then(show),
  };
  arrived[location.pathname]().catch((error) => { document.querySelector('output').textContent = String(error); });
`;

const BUTTONS = ['sign-in', 'popup', 'renew', 'sign-out'];

/** A single-page app, which oidc-client-ts signs people in to. */
describeInChromium('oidc-client-ts as an independent relying party', (open) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  describe.each([
    ['with a refresh token', 'openid profile email offline_access'],
    ['without one', 'openid profile email'],
  ])('%s', (_kind, scope) => {
    let site: AppSite;
    let page: Page;

    beforeAll(async () => {
      site = await startSpa(scope);
    });
    beforeEach(async () => {
      page = await open();
      await page.goto(site.origin);
    });
    afterAll(() => site.close());

    it('signs a person in by redirect, renews the tokens silently, and signs the person out', async () => {
      await shows('Nobody is signed in');
      await press('sign-in');
      await signIn(page, 'alice', PASSWORD);
      await answerConsent(page, 'Allow');
      await shows('alice@example.com is signed in');

      await press('renew');
      await shows('Renewed for alice@example.com');

      await press('sign-out');
      await shows('Nobody is signed in');
      await press('sign-in');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    });

    it('signs a person in through a window of its own', async () => {
      const [popup] = await Promise.all([page.waitForEvent('popup'), press('popup')]);
      const closed = popup.waitForEvent('close');
      await signIn(popup, 'bob', PASSWORD);
      await answerConsent(popup, 'Allow');
      await shows('bob@example.com is signed in');
      await closed;
    });

    it('lets only the app read what it has asked for with cookies, as keycloak-js asks', async () => {
      const client_id = `spa-${new URL(site.origin).port}`;
      const ask = () =>
        page.evaluate(
          async ([url, body]) => {
            const asked = { method: 'POST', credentials: 'include', body: new URLSearchParams(body) } as const;
            return fetch(url, asked).then((answer) => answer.json(), String);
          },
          [`${world.issuer}/oauth2/token`, `grant_type=refresh_token&refresh_token=x&client_id=${client_id}`] as const,
        );
      expect(await ask()).toMatchObject({ error: expect.any(String) });
      const other = await startAppSite(await newOrigin(), (_, response) => response.end('another app'));
      await page.goto(other.origin);
      expect(await ask()).toBe('TypeError: Failed to fetch');
      await other.close();
    });

    const press = (id: string) => page.locator(`#${id}`).click();
    const shows = (text: string) => page.getByText(text).waitFor();
  });

  async function startSpa(scope: string): Promise<AppSite> {
    const origin = await newOrigin();
    const { id } = await registerClient(world, {
      client_id: `spa-${new URL(origin).port}`,
      client_name: 'An app with oidc-client-ts',
      redirect_uris: ['callback', 'popup', 'silent'].map((path) => `${origin}/${path}`),
      post_logout_redirect_uris: [`${origin}/`],
      token_endpoint_auth_method: 'none',
      scope,
    });
    const settings = JSON.stringify({ issuer: world.issuer, clientId: id, scope });
    const buttons = BUTTONS.map((name) => `<button id="${name}">${name}</button>`).join('');
    const html = `<!doctype html><html lang="en"><title>The app</title>${buttons}<output></output>
      <script src="/library.js"></script><script>const settings = ${settings};${APP}</script></html>`;
    return startAppSite(origin, ({ url = '/' }, response) => {
      const library = url === '/library.js';
      response.setHeader('content-type', library ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(library ? LIBRARY : html);
    });
  }
});
