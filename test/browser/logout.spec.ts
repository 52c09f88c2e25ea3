import type { Page } from 'playwright-core';
import { describeInChromium, signIn } from '../support/chromium.js';
import { type LogoutSite, registerLogoutClient, startLogoutSite } from '../support/logout-site.js';
import { authorizeUrl, createWorld, PASSWORD, type TestClient, type World } from '../support/world.js';

describeInChromium('logout', (open) => {
  let world: World;
  let site: LogoutSite;

  beforeAll(async () => {
    world = await createWorld();
  });
  beforeEach(async () => {
    site = await startLogoutSite('localhost');
  });
  afterEach(() => site.close());
  afterAll(() => world.close());

  let registered = 0;
  const register = (metadata: Readonly<Record<string, unknown>>) =>
    registerLogoutClient(world, site, { client_id: `app-${++registered}`, ...metadata });

  /** Signs in to the client. @returns the authorization response */
  async function signInTo(page: Page, client: TestClient): Promise<URLSearchParams> {
    await page.goto(authorizeUrl(world, { client_id: client.id, redirect_uri: `${site.origin}/cb`, scope: 'openid' }));
    await signIn(page, 'alice', PASSWORD);
    await page.waitForURL(`${site.origin}/cb?**`);
    return new URL(page.url()).searchParams;
  }

  async function signOutFor(page: Page, client: TestClient): Promise<void> {
    const parameters = { client_id: client.id, post_logout_redirect_uri: `${site.origin}/bye` };
    await page.goto(`${world.issuer}/oauth2/logout?${new URLSearchParams(parameters)}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
  }

  describe('by the front channel', () => {
    it.each([
      ['', {}],
      [' where JavaScript is switched off', { javaScriptEnabled: false }],
    ])('loads the page of the client, then goes on by itself%s', async (_, options) => {
      const client = await register({
        frontchannel_logout_uri: `${site.origin}/frontchannel`,
        frontchannel_logout_session_required: true,
      });
      const page = await open(options);
      await signInTo(page, client);
      await signOutFor(page, client);
      await page.waitForURL(`${site.origin}/bye`);
      const [signedOut, ...more] = site.received.filter(({ path }) => path.startsWith('/frontchannel'));
      expect(more).toEqual([]);
      const sent = new URL(signedOut?.path ?? '', site.origin).searchParams;
      expect([sent.get('iss'), sent.get('sid')]).toEqual([world.issuer, expect.any(String)]);
    });

    it('goes on although the page of a client never loads', async () => {
      const client = await register({ frontchannel_logout_uri: `${site.origin}/hangs` });
      const page = await open();
      await signInTo(page, client);
      await signOutFor(page, client);
      await page.waitForURL(`${site.origin}/bye`);
    });
  });

  describe('seen by session management', () => {
    /** Asks the server's frame, from a page of the client, as OIDC Session Management §3.1 says. */
    async function ask(page: Page, message: string): Promise<string> {
      return page.evaluate(
        async ([src, text]) => {
          const known = document.querySelector('iframe');
          const frame = known ?? document.body.appendChild(Object.assign(document.createElement('iframe'), { src }));
          if (!known) await new Promise((resolve) => frame.addEventListener('load', resolve));
          const answer = new Promise<MessageEvent>((resolve) => addEventListener('message', resolve, { once: true }));
          frame.contentWindow?.postMessage(text, src);
          const { data, origin } = await answer;
          return `${data} says ${origin}`;
        },
        [`${world.issuer}/oauth2/check-session`, message] as const,
      );
    }

    it('tells the page of a client that nothing has changed, until the person signs out', async () => {
      const client = await register({});
      const page = await open();
      const question = `${client.id} ${(await signInTo(page, client)).get('session_state')}`;
      expect(await ask(page, question)).toBe(`unchanged says ${world.issuer}`);
      expect(await ask(page, question.replace(client.id, 'another'))).toBe(`changed says ${world.issuer}`);
      expect(await ask(page, 'no question')).toBe(`error says ${world.issuer}`);

      const other = await page.context().newPage();
      await signOutFor(other, client);
      await other.waitForURL(`${site.origin}/bye`);
      expect(await ask(page, question)).toBe(`changed says ${world.issuer}`);
    });
  });
});
