import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ConsentService } from '../../src/consent/consent.service.js';
import { chromiumPath, describeInChromium } from '../support/chromium.js';
import { Interaction } from '../support/interaction.js';
import { PASSWORD } from '../support/world.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['PAGE_SHOTS'];

const WIDTHS = [1280, 390, 320];
const EVERYTHING = 'openid profile email offline_access api:read api:write';

describeInChromium('the pages in Chromium', () => {
  let world: Interaction;
  let chrome: Browser;

  beforeAll(async () => {
    world = await Interaction.start();
    await world.register({
      client_id: 'wordy',
      client_name: 'A client whose name goes on and on '.repeat(4),
      policy_uri: 'https://rp.example/privacy',
      tos_uri: 'https://rp.example/terms',
    });
    await world.server.app.get(ConsentService).allow(world.alice.id, 'web-app', EVERYTHING.split(' '));
    await world.server.app.get(ConsentService).allow(world.alice.id, 'wordy', ['openid', 'api:read']);
    chrome = await chromium.launch({
      executablePath: chromiumPath as string,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await chrome?.close();
    await world.close();
  });

  const open = (page: Page, path: string) => page.goto(world.server.issuer + path);
  const signIn = async (page: Page, password = PASSWORD) => {
    await page.fill('#username', 'alice');
    await page.fill('#password', password);
    await page.click('#login-submit');
  };
  const signedIn = async (page: Page, path: string) => {
    await open(page, '/login');
    await signIn(page);
    await open(page, path);
  };

  const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
    login: async (page) => open(page, `/login?request=${await world.park({ login_hint: 'alice' })}`),
    'login-wrong': async (page) => {
      await open(page, `/login?request=${await world.park()}`);
      await signIn(page, 'wrong');
    },
    'select-account': async (page) => signedIn(page, `/select-account?request=${await world.park()}`),
    consent: async (page) =>
      signedIn(page, `/consent?request=${await world.park({ client_id: 'wordy', scope: EVERYTHING })}`),
    account: (page) => signedIn(page, '/account'),
    logout: (page) => signedIn(page, '/oauth2/logout?client_id=web-app'),
    'signed-out': (page) => open(page, '/signed-out'),
    expired: (page) => open(page, '/consent?request=unknown'),
    error: (page) => open(page, '/oauth2/logout?post_logout_redirect_uri=https://rp.example/bye'),
    'not-found': (page) => open(page, '/nothing'),
  };

  describe.each(Object.keys(PAGES))('%s', (name) => {
    it.each(['light', 'dark'] as const)('is accessible, and fits from 320 pixels on, in %s', async (colorScheme) => {
      const context = await chrome.newContext({ colorScheme, bypassCSP: true });
      const page = await context.newPage();
      await PAGES[name]?.(page);
      await page.evaluate(AXE);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}-${width}.png`, fullPage: true });
      }
      await context.close();
    });
  });

  it('work by keyboard alone, without JavaScript, under their own content security policy', async () => {
    const context = await chrome.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await open(page, '/login');
    await page.keyboard.type('alice');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account');
    await expect(page.textContent('h1')).resolves.toBe('Your account');
    await context.close();
  });
});
