import { existsSync } from 'node:fs';
import { jest } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { describeWith } from './needed-program.js';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where it usually is; `CHROMIUM_PATH` names another place. */
const CHROMIUM = {
  name: 'Chromium',
  path: process.env.CHROMIUM_PATH ?? PLACES.find((place) => existsSync(place)) ?? '/usr/bin/chromium',
  variable: 'CHROMIUM_PATH',
};

const QUIETLY = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Milliseconds; a browser on a busy machine takes its time. */
const TIMEOUT_MS = 120_000;

/** Milliseconds to wait for one thing on a page: less than for the test, so that it is said what did not come. */
const PATIENCE_MS = 90_000;

/** Opens a page in a browser of its own, without cookies. */
export type Open = (options?: BrowserContextOptions) => Promise<Page>;

/** Tests in Chromium, which is started once for all of them. No page may violate its content security policy or throw. */
export function describeInChromium(name: string, tests: (open: Open) => void): void {
  describeWith(CHROMIUM, name, () => {
    let browser: Browser;
    const complaints: string[] = [];
    jest.setTimeout(TIMEOUT_MS);

    beforeAll(async () => {
      const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      browser = await chromium.launch({ executablePath: CHROMIUM.path, args: [...asRoot, ...QUIETLY] });
    });
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      expect(complaints.splice(0)).toEqual([]);
    });
    afterAll(() => browser?.close());

    tests(async (options = {}) => {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(PATIENCE_MS);
      context.on('weberror', (error) => complaints.push(String(error.error())));
      context.on('console', (message) => {
        if (/content security policy/i.test(message.text()))
          complaints.push(`${message.page()?.url()}: ${message.text()}`);
      });
      await context.exposeBinding('reportViolation', (_, violation: string) => complaints.push(violation));
      await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
        reportViolation(location.href + ' violates ' + event.violatedDirective + ' by ' + event.blockedURI))`);
      return context.newPage();
    });
  });
}

/** Goes to where one signs in. The page asks for options of passkeys by itself, and the answer brings a cookie: it has come. */
export async function goToSignIn(page: Page, url: string): Promise<void> {
  const asked = page.waitForResponse('**/login/passkey');
  await page.goto(url);
  await asked;
}

/** Fills in and sends the sign-in form. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Answers the question on the consent page. */
export async function answerConsent(page: Page, answer: 'Allow' | 'Don’t allow'): Promise<void> {
  await page.getByRole('button', { name: answer, exact: true }).click();
}

/** Waits until the element has the focus. */
export async function untilFocused(element: Locator): Promise<void> {
  await element.and(element.page().locator(':focus')).waitFor();
}
