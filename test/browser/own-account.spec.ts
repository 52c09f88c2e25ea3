import { UsersService } from '../../src/users/users.service.js';
import { describeInChromium, signIn } from '../support/chromium.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../support/world.js';

describeInChromium('the own account', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it.each([true, false])('is used by the keyboard alone (with JavaScript: %s)', async (javaScriptEnabled) => {
    const username = `keys-${javaScriptEnabled}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    await signedInBrowser(world, username);
    const page = await open({
      javaScriptEnabled,
      locale: 'en-US',
      userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0',
    });
    const press = async (role: 'link' | 'button', name: string) => {
      const target = page.getByRole(role, { name, exact: true });
      await target.focus();
      await page.keyboard.press('Enter');
    };
    await page.goto(`${world.issuer}/account/profile`);
    await signIn(page, username, PASSWORD);
    await page.getByLabel('First name').focus();
    await page.keyboard.type('Ann');
    await page.keyboard.press('Enter');
    await page.getByText('Your profile is saved.').waitFor();
    await press('link', 'Where you are signed in');
    await page.getByRole('heading', { name: 'Firefox on Linux' }).waitFor();
    await press('button', 'Sign out there: Unknown browser');
    await page.getByText('That browser is signed out.').waitFor();
    const downloads = page.waitForEvent('download');
    await press('link', 'Your data');
    await press('button', 'Download as JSON');
    expect((await downloads).suggestedFilename()).toBe('account.json');
    await press('link', 'Delete your account');
    await press('button', 'Delete account');
    await press('link', 'Sign in to keep it');
    await signIn(page, username, PASSWORD);
    await press('button', 'Keep my account');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await press('link', 'Activity');
    await page.getByText('You kept your account, which you had deleted before.').waitFor();
  });
});
