import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { textsFor } from '../../src/platform/texts/texts.js';
import { UsersService } from '../../src/users/users.service.js';
import { describeInChromium, signIn } from '../support/chromium.js';
import { authorizeUrl, createWorld, PASSWORD, registerClient, type World } from '../support/world.js';

const BRAND_NAME = 'شركة النماذج والتجارب العامة لخدمات تسجيل الدخول الموحد وشركاؤها في كل مكان';
const BRAND_LOGO = 'https://brand.example/logo.svg';
const APP_LOGO = 'https://app.example/logo.svg';
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle cx="24" cy="24" r="20" fill="#c2410c"/></svg>';
const EMAIL = `${'muhammad-abdurrahman.'.repeat(3)}x@a-very-long-department-name.of-an-organisation.example`;
const NAME = 'محمد عبد الرحمن بن إبراهيم الخوارزمي-Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren';

/** A folder for pictures; without it none is taken. */
const { SCREENSHOTS } = process.env;

describeInChromium('names, logos and words of pages', (open) => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ brand: { name: BRAND_NAME, logoUrl: BRAND_LOGO } });
    await registerClient(world, {
      client_id: 'with-logo',
      client_name: 'متجر الصور والطباعة الرقمية المتحدة',
      redirect_uris: ['https://app.example/cb'],
      logo_uri: APP_LOGO,
      scope: 'openid profile api:read',
    });
    await world.app.get(UsersService).create({ username: 'long', password: PASSWORD, name: NAME, email: EMAIL });
  });
  afterAll(() => world.close());

  /** The consent page of the app with a logo. */
  const consent = async (page: Page) => {
    await page.goto(
      authorizeUrl(world, { client_id: 'with-logo', redirect_uri: undefined, scope: undefined, prompt: 'consent' }),
    );
    await signIn(page, 'long', PASSWORD);
    await page.getByRole('heading', { name: /wants access/ }).waitFor();
  };
  const logos = (page: Page) => page.locator('.logo').all();

  it.each(['light', 'dark'] as const)('show the initial in place of a dead logo (%s)', async (colorScheme) => {
    const page = await open({ colorScheme, viewport: { width: 360, height: 780 } });
    await page.route(/logo\.svg$/, (route) => route.abort());
    await page.goto(`${world.issuer}/login`);
    expect(await initialsShown(page)).toEqual(['ش']);
    await takePicture(page, `dead-logo-login-${colorScheme}`);
    await consent(page);
    expect(await initialsShown(page)).toEqual(['م', 'ش']);
    await takePicture(page, `dead-logo-consent-${colorScheme}`);
  });

  it.each(['light', 'dark'] as const)('show a living logo, and no initial (%s)', async (colorScheme) => {
    const page = await open({ colorScheme, viewport: { width: 360, height: 780 } });
    await page.route(/logo\.svg$/, (route) => route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }));
    await page.goto(`${world.issuer}/login`);
    expect(await initialsShown(page)).toEqual([]);
    await takePicture(page, `logo-login-${colorScheme}`);
    await consent(page);
    expect(await initialsShown(page)).toEqual([]);
    await takePicture(page, `logo-consent-${colorScheme}`);
  });

  it.each([360, 1280])('never shrink the brand’s icon, and cut no name or address (%s px)', async (width) => {
    const page = await open({ viewport: { width, height: 800 } });
    await page.route(/logo\.svg$/, (route) => route.abort());
    for (const direction of ['ltr', 'rtl']) {
      for (const visit of [() => page.goto(`${world.issuer}/login?prompt=login`), () => consent(page)]) {
        await page.context().clearCookies();
        await visit();
        await page.evaluate((dir) => document.documentElement.setAttribute('dir', dir), direction);
        for (const logo of await logos(page)) {
          const { width: wide = 0, height = 0 } = (await logo.boundingBox()) ?? {};
          expect(wide).toBeGreaterThanOrEqual(28);
          expect(wide).toBe(height);
        }
        expect(await cut(page)).toEqual([]);
        await takePicture(page, `long-${direction}-${new URL(page.url()).pathname.slice(1)}-${width}`);
      }
      await page.goto(`${world.issuer}/account`);
      await page.evaluate((dir) => document.documentElement.setAttribute('dir', dir), direction);
      expect(await page.locator('.who').textContent()).toBe(NAME + EMAIL);
      expect(await cut(page)).toEqual([]);
      await takePicture(page, `long-${direction}-account-${width}`);
    }
  });

  it('say in the words of the page what is wrong with a field', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/login`);
    const submit = page.getByRole('button', { name: 'Sign in' });
    await submit.click();
    const username = page.getByLabel('Username or email');
    expect(await message(username)).toBe(textsFor('en')('form-script.missing'));
    await username.fill('long');
    expect(await message(username)).toBe('');
    await submit.click();
    expect(await message(page.getByLabel('Password'))).toBe(textsFor('en')('form-script.missing'));
    await signIn(page, 'long', PASSWORD);
    await page.waitForURL(`${world.issuer}/account`);
    await page.goto(`${world.issuer}/account/password`);
    await page.getByLabel('Current password').fill(PASSWORD);
    const chosen = page.getByLabel('New password');
    await chosen.pressSequentially('short');
    const change = page.getByRole('button', { name: 'Change password' });
    await change.click();
    expect(await message(chosen)).toBe('Use at least 8 characters.');
    await chosen.fill('another password altogether');
    await change.click();
    await page.getByText('Your password is changed.').waitFor();
  });
});

/** The initials in place of logos that a person sees: those without which the picture of the page is another one. */
async function initialsShown(page: Page): Promise<readonly (string | null)[]> {
  await page.waitForLoadState('load');
  const shown: (string | null)[] = [];
  for (const logo of await page.locator('.logo').all()) {
    const initial = await logo.getAttribute('data-initial');
    const before = await logo.screenshot();
    await logo.evaluate((image) => image.setAttribute('data-initial', ''));
    if (!before.equals(await logo.screenshot())) shown.push(initial);
    await logo.evaluate((image, text) => image.setAttribute('data-initial', text ?? ''), initial);
  }
  return shown;
}

/** What is wider than its box, or has to be scrolled to. */
function cut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.body.querySelectorAll('*')]
      .filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth)
      .map((each) => `${each.tagName} ${each.className}`),
  );
}

function message(field: Locator): Promise<string> {
  return field.evaluate((element) => (element as HTMLInputElement).validationMessage);
}

async function takePicture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
