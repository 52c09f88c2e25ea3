import type { Page } from 'playwright-core';
import { ClientsService } from '../../src/clients/clients.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { createWorld, PASSWORD, registerClient, type World } from '../support/world.js';

const CODE = { code: expect.any(String), state: 'the-state' };

/** Chromium applies `form-action` to every redirect that follows a form, also to those of other servers. */
describeInChromium('a form whose answer leads to an app', (open) => {
  describe.each([
    ['of a second origin', false, [true]],
    ['of a second origin, which redirects to a third', true, [true, false]],
  ])('%s', (_, sendsOn, javaScript) => {
    let world: World;
    let site: ClientSite;

    beforeAll(async () => {
      world = await createWorld();
      site = await startClientSite(world, { sendsOn });
      const redirects = { redirect_uris: [`${site.origin}/cb`], scope: 'openid profile' };
      await registerClient(world, { client_id: 'house', first_party: true, ...redirects });
      await world.app
        .get(ClientsService)
        .create({ client_id: 'stranger', ...redirects }, {}, { registeredBy: 'open', registrationTokenDigest: null });
      const native = { redirect_uris: ['com.example.app:/cb'], token_endpoint_auth_method: 'none' };
      await registerClient(world, { client_id: 'native', first_party: true, scope: 'openid', ...native });
      for (const username of ['on', 'off'])
        await world.app.get(UsersService).create({ username, password: PASSWORD, password_change_required: true });
    });
    afterAll(async () => {
      await site.close();
      await world.close();
    });

    describe.each(javaScript)('(with JavaScript: %s)', (javaScriptEnabled) => {
      const opened = () => open({ javaScriptEnabled });

      const pressContinue = (page: Page) =>
        javaScriptEnabled ? Promise.resolve() : page.getByRole('button', { name: 'Continue' }).click();

      async function signedIn(username = 'alice'): Promise<Page> {
        const page = await opened();
        await page.goto(`${world.issuer}/login`);
        await signIn(page, username, PASSWORD);
        await page.getByRole('heading', { name: 'Your account' }).waitFor();
        return page;
      }

      it('arrives there from the login page', async () => {
        const page = await opened();
        await page.goto(site.authorizeUrl({ client_id: 'house', scope: 'openid' }));
        await signIn(page, 'alice', PASSWORD);
        expect(await arrival(page)).toMatchObject({ method: 'GET', ...CODE });
      });

      it('arrives there from the consent page, and Back leads to that page, not to one in between', async () => {
        const page = await opened();
        const answers: string[] = [];
        page.on('response', (response) => {
          if (!response.url().startsWith(world.issuer) || response.url().includes('/assets/')) return;
          const { location = '', 'cache-control': kept = '' } = response.headers();
          answers.push(`${response.status()} ${response.request().method()} ${response.url()} ${location} ${kept}`);
        });
        await page.goto(site.authorizeUrl({ prompt: 'consent' }));
        await signIn(page, 'bob', PASSWORD);
        await page.getByRole('heading', { name: /wants access/ }).waitFor();
        const asked = page.url();
        await answerConsent(page, 'Allow');
        const { code = '', ...rest } = await arrival(page);
        expect(rest).toMatchObject({ method: 'GET', state: 'the-state' });
        // The code is in one answer of the server, which redirects, and in none of its addresses; nothing is cached.
        expect(answers.filter((each) => each.includes(code))).toHaveLength(1);
        expect(answers.find((each) => each.includes(code))).toMatch(/^302 GET \S+\/oauth2\/authorize\?\S+ \S+code=/);
        expect(answers.filter((each) => !each.endsWith('no-store'))).toEqual([]);
        await page.goBack();
        await page.getByRole('heading', { name: 'You have answered this already' }).waitFor();
        expect(page.url()).toBe(asked);
      });

      it('arrives there with a refusal', async () => {
        const page = await opened();
        await page.goto(site.authorizeUrl({ prompt: 'consent' }));
        await signIn(page, 'bob', PASSWORD);
        await answerConsent(page, 'Don’t allow');
        expect(await arrival(page)).toMatchObject({ method: 'GET', error: 'access_denied', state: 'the-state' });
      });

      it('opens an app on this device by its private-use scheme', async () => {
        const page = await opened();
        const tried = page.waitForEvent('requestfailed', (request) => request.url().startsWith('com.example.app:'));
        await page.goto(
          site.authorizeUrl({ client_id: 'native', redirect_uri: 'com.example.app:/cb', scope: 'openid' }),
        );
        await signIn(page, 'alice', PASSWORD);
        expect(new URL((await tried).url()).searchParams.get('code')).toEqual(expect.any(String));
      });

      it('arrives there by form_post', async () => {
        const page = await opened();
        await page.goto(site.authorizeUrl({ client_id: 'house', scope: 'openid', response_mode: 'form_post' }));
        await signIn(page, 'alice', PASSWORD);
        await pressContinue(page);
        expect(await arrival(page)).toMatchObject({ method: 'POST', ...CODE });
      });

      it('arrives there from the choice of an account', async () => {
        const page = await signedIn();
        await page.goto(site.authorizeUrl({ client_id: 'house', scope: 'openid', prompt: 'select_account' }));
        await page.getByRole('button', { name: /^A?\s*Alice Example/ }).click();
        expect(await arrival(page)).toMatchObject(CODE);
      });

      it('arrives there from a required change of the password', async () => {
        const page = await opened();
        await page.goto(site.authorizeUrl({ client_id: 'house', scope: 'openid' }));
        await signIn(page, javaScriptEnabled ? 'on' : 'off', PASSWORD);
        await page.getByLabel('New password').fill('another horse battery');
        await page.getByRole('button', { name: 'Save and sign in' }).click();
        expect(await arrival(page)).toMatchObject(CODE);
      });

      it('arrives there from the sign-out page', async () => {
        const page = await signedIn();
        const parameters = { client_id: site.client.id, post_logout_redirect_uri: `${site.origin}/bye`, state: 'gone' };
        await page.goto(`${world.issuer}/oauth2/logout?${new URLSearchParams(parameters)}`);
        await page.getByRole('button', { name: 'Sign out' }).click();
        expect(await arrival(page)).toEqual({ method: 'GET', state: 'gone' });
      });

      it('is no hindrance to links: the app is opened from the account', async () => {
        const page = await opened();
        await page.goto(site.authorizeUrl({ prompt: 'consent' }));
        await signIn(page, 'bob', PASSWORD);
        await answerConsent(page, 'Allow');
        await arrival(page);
        await page.goto(`${world.issuer}/account`);
        await page.locator('summary', { hasText: 'The app' }).click();
        await page.getByRole('link', { name: 'Open The app' }).click();
        expect(await arrival(page)).toMatchObject(CODE);
      });

      it.each(['query', 'form_post'])('arrives at the app of a stranger with an error (%s)', async (mode) => {
        const page = await opened();
        await page.goto(site.authorizeUrl({ client_id: 'stranger', scope: 'email', response_mode: mode }));
        await page.locator('#leaving-continue').click();
        expect(await arrival(page)).toMatchObject({ error: 'invalid_scope' });
      });
    });

    it('sends nothing from a form that was injected into a page', async () => {
      const page = await (await open()).context().browser()?.newPage();
      if (!page) throw new Error('there is no browser');
      await page.goto(site.authorizeUrl());
      const violation = page.waitForEvent('console', (message) => /form-action 'self'/.test(message.text()));
      await page.evaluate((action) => {
        document.body.insertAdjacentHTML('afterbegin', `<form method="post" action="${action}"><button id="evil">`);
        document.getElementById('evil')?.click();
      }, `${site.origin}/evil`);
      await violation;
      expect(page.url()).toContain(`${world.issuer}/login?request=`);
    });
  });
});
