import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { ProtectedHosts } from '../../src/forward-auth/hosts/protected-hosts.service.js';
import { CADDY } from '../support/caddy.js';
import { describeInChromium, signIn } from '../support/chromium.js';
import { freePort } from '../support/free-port.js';
import { describeWith } from '../support/needed-program.js';
import { type ProtectedApp, startProtectedApp } from '../support/protected-app.js';
import { startPlainCaddy } from '../support/protected-site.js';
import { type ReverseProxy } from '../support/reverse-proxy.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

/** A folder for pictures; without it none is taken. */
const { SCREENSHOTS } = process.env;

describeInChromium('in a browser', (open) => {
  describeWith(CADDY, 'an app that speaks no OpenID Connect', () => {
    let world: World;
    let app: ProtectedApp;
    let proxy: ReverseProxy;
    let site: string;

    beforeAll(async () => {
      world = await createWorld({ trustProxy: ['127.0.0.1'] });
      app = await startProtectedApp();
      // Another site than the server's, so that cookies are as between two companies.
      const host = `wiki.test.localhost:${await freePort()}`;
      site = `http://${host}`;
      proxy = await startPlainCaddy({ server: world.config.port, app: app.port }, host);
      const rules = [{ paths: ['/admin'], roles: ['admin'] }, { paths: ['/wiki'] }];
      await world.app.get(ProtectedHosts).create({ host, name: 'Wiki', rules }, {});
    });
    afterAll(async () => {
      await proxy?.close();
      app.close();
      await world.close();
    });

    const userOf = async (page: Page) =>
      JSON.parse((await page.locator('pre').textContent()) ?? '').headers['remote-user'];

    it('is opened by signing in, left by signing out, and opened again with another account', async () => {
      const page = await open();
      await page.goto(`${site}/wiki/page?x=1`);
      await picture(page, 'sign-in');
      await signIn(page, 'bob', PASSWORD);
      await page.waitForURL(`${site}/wiki/page?x=1`);
      expect(await userOf(page)).toBe('bob');
      // In another tab no one is asked.
      const tab = await page.context().newPage();
      await tab.goto(`${site}/wiki/other`);
      expect(await userOf(tab)).toBe('bob');

      expect((await page.goto(`${site}/admin`))?.status()).toBe(403);
      expect(await violations(page)).toEqual([]);
      await picture(page, 'denied');
      await page.getByRole('link', { name: 'Use another account' }).click();
      await page
        .getByRole('link', { name: /another account/i })
        .or(page.getByRole('button', { name: /another account/i }))
        .click();
      await signIn(page, 'alice', PASSWORD);
      await page.waitForURL(`${site}/admin`);
      expect(await userOf(page)).toBe('alice');

      await page.goto(`${site}/forward-auth/sign-out`);
      await page.getByRole('button', { name: 'Sign out' }).first().click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await page.goto(`${site}/wiki`);
      expect(page.url()).toContain(`${world.issuer}/`);
    });

    it('shows what went wrong with the looks of the server, and no violation of a policy', async () => {
      const page = await open();
      expect((await page.goto(`${site}/forward-auth/callback?code=x&state=y`))?.status()).toBe(400);
      expect(await page.getByRole('heading').textContent()).toBe('The sign-in did not finish');
      const corners = await page.evaluate(
        () => getComputedStyle(document.querySelector('.button') as Element).borderRadius,
      );
      expect(corners).not.toBe('0px');
      expect(await violations(page)).toEqual([]);
      await picture(page, 'broken');
      await page.getByRole('link', { name: 'Open the app' }).click();
      await page.waitForURL(`${world.issuer}/login?**`);
      expect((await page.goto(`${site}/elsewhere`))?.status()).toBe(403);
      await picture(page, 'no-rule');
      const hosts = world.app.get(ProtectedHosts);
      await hosts.delete(new URL(site).host, {});
      expect((await page.goto(`${site}/wiki`))?.status()).toBe(403);
      expect(await violations(page)).toEqual([]);
      await picture(page, 'not-set-up');
    });
  });
});

/** What axe-core finds, without loading the stylesheet once more, which the policy of the page forbids to scripts. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate('axe.run({ preload: false })')) as axe.AxeResults;
  return results.violations.map(({ id, help }) => `${id}: ${help}`);
}

async function picture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `forward-auth-${name}.png`) });
}
