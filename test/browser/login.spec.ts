import { answerConsent, describeInChromium, goToSignIn, signIn, untilFocused } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

describeInChromium('signing in', (open) => {
  let world: World;
  let site: ClientSite;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld();
    site = await startClientSite(world);
    clock = stopClock(world);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  it('leads on to what the app asks for, and back to the app', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    expect(await page.getByText('to continue to').textContent()).toBe('to continue to The app');
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    expect(await arrival(page)).toEqual({
      method: 'GET',
      code: expect.any(String),
      state: 'the-state',
      iss: world.issuer,
      session_state: expect.any(String),
    });
  });

  it('announces that the username or password is wrong, and keeps the username', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    await signIn(page, 'alice', 'wrong');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('The username or password is not right');
    const password = page.getByLabel('Password');
    expect(await password.getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'));
    await untilFocused(password);
    expect(await password.inputValue()).toBe('');
    expect(await page.getByLabel('Username or email').inputValue()).toBe('alice');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    expect(await arrival(page)).toHaveProperty('code');
  });

  it('works by keyboard alone', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    await untilFocused(page.getByLabel('Username or email'));
    await page.keyboard.type('bob');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    const [switchAccount, allow] = [
      page.getByRole('link', { name: 'Switch account' }),
      page.getByRole('button', { name: 'Allow', exact: true }),
    ];
    await allow.waitFor();
    for (const next of [switchAccount, allow]) {
      await page.keyboard.press('Tab');
      await untilFocused(next);
    }
    await page.keyboard.press('Enter');
    expect(await arrival(page)).toHaveProperty('code');
  });

  it('works with JavaScript switched off', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(site.authorizeUrl({ prompt: 'consent' }));
    await signIn(page, 'alice', PASSWORD);
    await answerConsent(page, 'Allow');
    expect(await arrival(page)).toHaveProperty('code');
  });

  it.each([true, false])(
    'shows the password that is typed to who asks for it (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const page = await open({ javaScriptEnabled });
      await page.goto(`${world.issuer}/login`);
      const password = page.getByLabel('Password');
      const show = page.getByRole('button', { name: 'Show password' });
      expect(await show.isVisible()).toBe(javaScriptEnabled);
      await page.getByLabel('Username or email').fill('alice');
      await password.fill(PASSWORD);
      if (javaScriptEnabled) {
        await show.click();
        expect(await password.getAttribute('type')).toBe('text');
        expect(await password.inputValue()).toBe(PASSWORD);
        await page.getByRole('button', { name: 'Hide password' }).click();
        await show.click();
      }
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`${world.issuer}/account`);
    },
  );

  it('shows what has the focus', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/login`);
    await untilFocused(page.getByLabel('Username or email'));
    for (const next of [
      page.getByLabel('Password'),
      page.getByRole('button', { name: 'Show password' }),
      page.getByRole('link', { name: 'Forgot it?' }),
      page.getByRole('button', { name: 'Sign in' }),
    ]) {
      await page.keyboard.press('Tab');
      await untilFocused(next);
      const outline = await next.evaluate(
        (element) => getComputedStyle(element).outlineStyle + getComputedStyle(element).boxShadow,
      );
      expect(outline).not.toBe('nonenone');
    }
  });

  it('recovers where the page is older than the browser’s cookies', async () => {
    const page = await open();
    await goToSignIn(page, site.authorizeUrl());
    await page.context().clearCookies();
    const newer = await page.context().newPage();
    await newer.goto(`${world.issuer}/login`);
    await signIn(page, 'alice', PASSWORD);
    expect(await page.getByRole('alert').textContent()).toContain('This page was open for too long');
    await signIn(page, 'alice', PASSWORD);
    expect(await arrival(page)).toHaveProperty('code');
  });

  it('still signs in where the request has expired meanwhile', async () => {
    const page = await open();
    await page.goto(site.authorizeUrl());
    clock.pass(world.config.lifetimes.authorizationRequest + 1);
    await signIn(page, 'alice', PASSWORD);
    await page.waitForURL(`${world.issuer}/account`);
  });

  it('is not asked for again by the back button', async () => {
    const page = await open();
    await page.goto(`${world.issuer}/login`);
    await signIn(page, 'alice', PASSWORD);
    await page.waitForURL(`${world.issuer}/account`);
    await page.goBack();
    await page.waitForURL(`${world.issuer}/account`);
  });
});
