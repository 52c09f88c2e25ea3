import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { ACCOUNT_PAGES } from '../support/pages/account-pages.js';
import { AUTHORIZATION_PAGES } from '../support/pages/authorization-pages.js';
import { FACTOR_PAGES } from '../support/pages/factor-pages.js';
import { NEWCOMER_PAGES } from '../support/pages/newcomer-pages.js';
import { createPageWorld, type PagesByName, type PageWorld } from '../support/pages/page-world.js';
import { SIGN_IN_PAGES } from '../support/pages/sign-in-pages.js';

const PAGES: PagesByName = {
  ...SIGN_IN_PAGES,
  ...AUTHORIZATION_PAGES,
  ...ACCOUNT_PAGES,
  ...NEWCOMER_PAGES,
  ...FACTOR_PAGES,
};

/** A folder for a picture of every page, scheme and size; without it none is taken. */
const { SCREENSHOTS } = process.env;

/** Sizes in CSS pixels: a desktop, and a phone. */
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 780 };
const SIZES = [DESKTOP, PHONE];

/** How pages are looked at: in each scheme and in each size once, and for pictures in every combination. */
const LOOKS = [
  { colorScheme: 'light', ...DESKTOP },
  { colorScheme: 'dark', ...PHONE },
  ...(SCREENSHOTS === undefined
    ? []
    : ([
        { colorScheme: 'light', ...PHONE },
        { colorScheme: 'dark', ...DESKTOP },
      ] as const)),
] as const;

/** A desktop at 200 % and at 400 % zoom has so many CSS pixels left (WCAG 2.2 §1.4.4 and §1.4.10). */
const ZOOMED = [640, 320];

describeInChromium('every page', (open) => {
  let at: PageWorld;

  beforeAll(async () => {
    at = await createPageWorld();
  });
  afterAll(() => at.close());

  describe.each(Object.entries(PAGES))('%s', (name, goTo) => {
    it('is accessible, fits every width, and has a title', async () => {
      const page = await open();
      await goTo(page, at);
      expect(await page.title()).toMatch(/^.+ · Example Corp$/);
      for (const { colorScheme, ...size } of LOOKS) {
        // Colours that fade into the others would be measured half-way.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize(size);
        expect([colorScheme, size.width, ...(await violations(page))]).toEqual([colorScheme, size.width]);
        await takePicture(page, `${name.replaceAll(/\W+/g, '-')}-${colorScheme}-${size.width}`);
      }
      for (const width of [...SIZES.map((size) => size.width), ...ZOOMED]) {
        await page.setViewportSize({ width, height: 600 });
        expect([width, await overflow(page)]).toEqual([width, 0]);
      }
    });
  });
});

/** What axe-core finds: the rule, and where it is broken. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
}

/** How many CSS pixels have to be scrolled sideways to. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function takePicture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
