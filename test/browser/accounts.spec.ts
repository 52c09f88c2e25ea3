import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

describeInChromium('several accounts', (open) => {
  let world: World;
  let site: ClientSite;

  beforeAll(async () => {
    world = await createWorld();
    site = await startClientSite(world);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  it.each([true, false])('are added, chosen and signed out (with JavaScript: %s)', async (javaScriptEnabled) => {
    const page = await open({ javaScriptEnabled });
    await page.goto(`${world.issuer}/login`);
    await signIn(page, 'alice', PASSWORD);
    await page.getByRole('link', { name: 'Switch account' }).click();
    await page.getByRole('button', { name: 'Use another account' }).click();
    await signIn(page, 'bob', PASSWORD);
    await page.getByRole('heading', { name: 'Other accounts in this browser' }).waitFor();

    await page.goto(site.authorizeUrl({ prompt: 'select_account consent' }));
    await page.getByRole('button', { name: /^A?\s*Alice Example/ }).click();
    await page.getByText('alice@example.com').waitFor();
    await answerConsent(page, 'Allow');
    expect(await arrival(page)).toHaveProperty('code');

    await page.goto(`${world.issuer}/select-account`);
    await page.getByRole('button', { name: 'Sign out bob (bob@example.com)' }).click();
    await page.getByRole('link', { name: 'Choose an account' }).click();
    expect(await page.getByRole('main').textContent()).not.toContain('bob');
    await page.getByRole('button', { name: /^A?\s*Alice Example/ }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  });

  it('are chosen by keyboard alone: Enter takes the first', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/login`);
    await signIn(page, 'alice', PASSWORD);
    await page.waitForURL('**/account');
    await page.goto(`${world.issuer}/login?prompt=login`);
    await signIn(page, 'bob', PASSWORD);
    await page.waitForURL('**/account');
    await page.goto(site.authorizeUrl({ prompt: 'select_account consent' }));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('bob@example.com').waitFor();
  });

  it('bring the person to the app also by a second click that comes late', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(site.authorizeUrl());
    await signIn(page, 'bob', PASSWORD);
    await page.waitForURL('**/consent?**');
    const asked = page.url();
    await answerConsent(page, 'Allow');
    await arrival(page);
    await page.goBack();
    await page.getByRole('heading', { name: 'You have answered this already' }).waitFor();
    expect(page.url()).toBe(asked);
    await page.getByRole('link', { name: 'Continue to The app' }).click();
    expect(await arrival(page)).toMatchObject({ code: expect.any(String), state: 'the-state' });
  });
});
