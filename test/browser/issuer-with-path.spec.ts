import type { Page } from 'playwright-core';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { describeWith } from '../support/needed-program.js';
import { NGINX } from '../support/nginx.js';
import { type ServersBelowPaths, startServersBelowPaths } from '../support/servers-below-paths.js';
import { PASSWORD } from '../support/world.js';

const TRUSTING = { ignoreHTTPSErrors: true };

describeWith(NGINX, 'two servers below paths of one host, behind nginx', () => {
  describeInChromium('in Chromium', (open) => {
    let servers: ServersBelowPaths;
    let site: ClientSite;

    beforeAll(async () => {
      servers = await startServersBelowPaths();
      site = await startClientSite(servers.kept);
    });
    afterAll(async () => {
      await site?.close();
      await servers?.close();
    });

    /** Every address of the host that the page and its windows ask for, from now on. */
    function requestsOf(page: Page): readonly string[] {
      const paths: string[] = [];
      page.context().on('request', (request) => {
        const { origin, pathname } = new URL(request.url());
        if (origin === servers.host) paths.push(pathname);
      });
      return paths;
    }

    it('signs a person in, shows the account and signs out, all below the path', async () => {
      const page = await open(TRUSTING);
      const asked = requestsOf(page);
      await page.goto(site.authorizeUrl());
      await signIn(page, 'alice', PASSWORD);
      await answerConsent(page, 'Allow');
      expect(await arrival(page)).toMatchObject({ code: expect.any(String), iss: servers.kept.issuer });
      await page.goto(`${servers.kept.issuer}/account`);
      await page.getByRole('button', { name: 'Sign out' }).first().click();
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(page.url()).toBe(`${servers.kept.issuer}/login`);
      expect(asked.filter((path) => !path.startsWith('/auth/'))).toEqual([]);
    });

    it('lets people authorize in the API documentation', async () => {
      const page = await open(TRUSTING);
      const asked = requestsOf(page);
      await page.goto(`${servers.kept.issuer}/docs`);
      await page.getByRole('button', { name: 'Authorize' }).first().click();
      const dialog = page.locator('.dialog-ux');
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        dialog.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click(),
      ]);
      await signIn(popup, 'alice', PASSWORD);
      await dialog.getByText('Logout').waitFor();
      expect(asked.filter((path) => !path.startsWith('/auth/'))).toEqual([]);
    });

    it('keeps the cookies of the servers apart', async () => {
      const page = await open(TRUSTING);
      await page.goto(`${servers.kept.issuer}/login`);
      await signIn(page, 'alice', PASSWORD);
      await page.getByText('alice@example.com').first().waitFor();
      await page.goto(`${servers.takenOff.issuer}/account`);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(page.url()).toBe(`${servers.takenOff.issuer}/login`);
      await signIn(page, 'bob', PASSWORD);
      await page.getByText('bob@example.com').first().waitFor();
      await page.goto(`${servers.kept.issuer}/account`);
      await page.getByText('alice@example.com').first().waitFor();
      const cookies = await page.context().cookies();
      for (const { name, path, secure } of cookies) {
        expect([name.startsWith('__Secure-gatehouse_'), secure]).toEqual([true, true]);
        expect(['/auth', '/realms/other']).toContain(path);
      }
      const sessions = cookies.filter(({ name }) => name === '__Secure-gatehouse_session');
      expect(sessions.map(({ path }) => path).sort()).toEqual(['/auth', '/realms/other']);
    });
  });
});
