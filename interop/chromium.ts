import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ALICE } from './person.js';

/** Where Chromium usually is; `CHROMIUM_PATH` names another place. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const LONGEST_WAIT_MS = 30_000;

/** Chromium for the programs that are JavaScript in the browser; started at the first of them. */
export class Chromium {
  private browser: Promise<Browser> | undefined;

  /** Opens the address, signs in and allows, and waits for this text. @throws Error with what is shown instead */
  async signIn(url: string, shown: RegExp, press?: string): Promise<void> {
    this.browser ??= start();
    const context = await (await this.browser).newContext({ ignoreHTTPSErrors: true });
    const complaints: string[] = [];
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(LONGEST_WAIT_MS);
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
      if (press) await page.getByRole('button', { name: press }).click();
      await page.getByLabel('Username or email').fill(ALICE.username);
      await page.getByLabel('Password', { exact: true }).fill(ALICE.password);
      await page.locator('#login-submit').click();
      await page.locator('#consent-allow').click();
      await page.getByText(shown).first().waitFor();
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${await whatIsShown(context.pages())}\n${complaints.join('\n')}`);
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await (await this.browser)?.close();
  }
}

async function start(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM_PATH, ...PLACES].find((each) => each !== undefined && existsSync(each));
  if (executablePath === undefined) throw new Error(`no Chromium at ${PLACES.join(', ')}; set CHROMIUM_PATH`);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...asRoot, '--disable-background-networking', '--no-first-run'] });
}

async function whatIsShown(pages: readonly Page[]): Promise<string> {
  const page = pages.at(-1);
  return page ? `${page.url()}: ${((await page.locator('body').textContent()) ?? '').slice(0, 1000)}` : '';
}
