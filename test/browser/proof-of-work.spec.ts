import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

describeInChromium('proof of work', (open) => {
  let world: World;
  let clock: StoppedClock;

  beforeAll(async () => {
    const userRegistration = { mode: 'open', limit: 1000 };
    world = await createWorld({ roomSettings: { userRegistration, proofOfWork: { isOn: true } } });
    clock = stopClock(world);
  });
  afterAll(() => world.close());

  async function fillIn(page: Page, username: string): Promise<void> {
    await page.goto(`${world.issuer}/register`);
    await page.fill('#username', username);
    await page.fill('#email', `${username}@example.com`);
    await page.fill('#password', PASSWORD);
    clock.pass(3);
  }

  it('is done by the browser while people fill in the forms', async () => {
    const page = await open();
    await fillIn(page, 'carol');
    await page.click('#register-submit');
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(`${world.issuer}/forgot-password`);
    expect(await page.getByText('allow JavaScript').isVisible()).toBe(false);
    await page.fill('#username', 'alice');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/forgot-password/sent');
  });

  it('is not begun for a form that cannot be sent yet', async () => {
    const page = await open();
    await fillIn(page, 'dora');
    await page.fill('#password', '');
    await page.click('#register-submit');
    expect(await page.getByRole('status').isVisible()).toBe(false);
    await page.fill('#password', PASSWORD);
    await page.click('#register-submit');
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  });

  it('cannot be done without JavaScript: the page says what to do, before and after, and keeps what was typed', async () => {
    const page = await open({ javaScriptEnabled: false });
    await fillIn(page, 'emil');
    await page.getByText('allow JavaScript for this site').waitFor();
    await page.click('#register-submit');
    await page.getByRole('alert').filter({ hasText: 'has not solved' }).waitFor();
    expect(await page.inputValue('#username')).toBe('emil');
  });
});
