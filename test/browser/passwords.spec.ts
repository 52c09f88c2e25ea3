import { Clock } from '../../src/platform/clock.js';
import { Database } from '../../src/platform/database/database.js';
import { FirstUser } from '../../src/users/first-user.service.js';
import { Invitations } from '../../src/users/links/invitations.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { answerConsent, describeInChromium, signIn, untilFocused } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { createTestApp } from '../support/test-app.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

const CHOSEN = 'another password altogether';

describeInChromium('choosing a password', (open) => {
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

  it('sets up a new server, whose administrator can use the API documentation at once', async () => {
    const server = await createTestApp();
    const token = await server.app.get(FirstUser).open(server.app.get(Clock).now());
    const page = await open();
    await page.goto(`${server.config.issuer}/setup?token=${token}`);
    await untilFocused(page.getByLabel('Username'));
    await page.keyboard.type('ada');
    await page.getByLabel('Email address').fill('ada@example.com');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill(CHOSEN);
    await page.getByRole('button', { name: 'Show password' }).click();
    expect(await password.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Hide password' }).click();
    expect(await password.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'This server is ready' }).waitFor();
    await page.getByRole('link', { name: 'Open the admin API' }).click();
    await page.getByRole('button', { name: 'Authorize' }).first().waitFor();
    expect(page.url()).toMatch(/\/docs\/?$/);
    await page.goto(`${server.config.issuer}/account`);
    await page.getByText('ada@example.com').waitFor();
    await server.close();
  });

  it.each([true, false])(
    'changes one that has to be, and goes on to the app (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const username = `carol-${javaScriptEnabled}`;
      const users = world.app.get(UsersService);
      await users.create({ username, password: PASSWORD, password_change_required: true });
      const page = await open({ javaScriptEnabled });
      await page.goto(site.authorizeUrl());
      await signIn(page, username, PASSWORD);
      const field = page.getByLabel('New password');
      await field.fill(PASSWORD);
      await page.getByRole('button', { name: 'Save and sign in' }).click();
      const alert = page.getByRole('alert');
      expect(await alert.textContent()).toContain('must not be the one that you have now');
      expect(await field.getAttribute('aria-describedby')).toContain(await alert.getAttribute('id'));
      await untilFocused(field);
      expect(await page.getByRole('button', { name: 'Show password' }).isVisible()).toBe(javaScriptEnabled);
      await field.fill('aaaaaaaaaaaaaaaaaaaa');
      expect(await page.getByText('Easy to guess').isVisible()).toBe(javaScriptEnabled);
      await field.fill(CHOSEN);
      expect(await page.getByText('Strong.').isVisible()).toBe(javaScriptEnabled);
      await page.getByRole('button', { name: 'Save and sign in' }).click();
      await answerConsent(page, 'Allow');
      expect(await arrival(page)).toHaveProperty('code');
    },
  );

  it('follows an invitation to the account', async () => {
    const user = await world.app.get(UsersService).create({ username: 'dora', given_name: 'Dora' });
    const invitations = world.app.get(Invitations);
    const { text } = await world.app.get(Database).transaction((transaction) => invitations.invite(user, transaction));
    const page = await open({ javaScriptEnabled: false });
    await page.goto(`${world.issuer}/invitation?token=${text}`);
    await page.getByText('Dora', { exact: true }).waitFor();
    await page.getByLabel('New password').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${world.issuer}/account`);
    await page.goto(`${world.issuer}/invitation?token=${text}`);
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });
});
