import { ConsentService } from '../../../src/consent/consent.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { UNDO_ADDRESS, VERIFY_ADDRESS } from '../../../src/users/addresses/own-addresses.service.js';
import type { LinkPurpose } from '../../../src/users/links/account-link.js';
import { AccountLinks } from '../../../src/users/links/account-links.service.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { answerConsent, signIn } from '../chromium.js';
import { arrival } from '../client-site.js';
import { PASSWORD, signedInBrowser } from '../world.js';
import { addAccount, goSignedIn, type PagesByName, type PageWorld } from './page-world.js';

/** The account of a person. */
export const ACCOUNT_PAGES: PagesByName = {
  'account, several': async (page, at) => {
    await goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' }), 'bob');
    await answerConsent(page, 'Allow');
    await arrival(page);
    await addAccount(page, at, 'long-name');
    await addAccount(page, at, 'bob');
  },
  account: async (page, at) => {
    await goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' }));
    await answerConsent(page, 'Allow');
    await arrival(page);
    await page.goto(`${at.world.issuer}/account`);
  },
  'account, an app unfolded': async (page, at) => {
    await goSignedIn(page, at, at.site.authorizeUrl({ prompt: 'consent' }));
    await answerConsent(page, 'Allow');
    await arrival(page);
    await page.goto(`${at.world.issuer}/account`);
    for (const app of await page.locator('details.client').all()) await app.locator('summary').click();
  },
  'withdraw access': async (page, at) => {
    await goSignedIn(page, at, '/account');
    await page.goto(`${at.world.issuer}/account/withdraw?client_id=long-words`);
    await page.getByRole('heading', { name: 'Withdraw access?' }).waitFor();
  },
  'account, access withdrawn': async (page, at) => {
    await at.world.app.get(ConsentService).allow(at.alice.id, 'stranger', ['openid']);
    await goSignedIn(page, at, '/account');
    await page.goto(`${at.world.issuer}/account/withdraw?client_id=stranger`);
    await page.getByRole('button', { name: 'Withdraw access' }).click();
    await page.getByRole('status').waitFor();
  },
  'own password': async (page, at) => {
    await goSignedIn(page, at, '/account', 'long-name');
    await page.getByRole('link', { name: 'Password' }).click();
    await page.getByRole('heading', { name: 'Change your password' }).waitFor();
  },
  'own profile, refused': async (page, at) => {
    await goSignedIn(page, at, '/account', 'long-name');
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByLabel('Website').fill('https://nowhere example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
  },
  'own sessions': async (page, at) => {
    await signedInBrowser(at.world, 'long-name');
    await goSignedIn(page, at, '/account', 'long-name');
    await page.getByRole('link', { name: 'Where you are signed in' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor();
  },
  'own activity': async (page, at) => {
    for (let times = 0; times < 21; times += 1) await signedInBrowser(at.world, 'long-name');
    await goSignedIn(page, at, '/account', 'long-name');
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('link', { name: 'Older' }).waitFor();
  },
  'own data': async (page, at) => {
    await goSignedIn(page, at, '/account', 'long-name');
    await page.getByRole('link', { name: 'Your data' }).click();
    await page.getByRole('button', { name: 'Download as JSON' }).waitFor();
  },
  'delete account, the last administrator': async (page, at) => {
    await goSignedIn(page, at, '/account');
    await page.getByRole('link', { name: 'Delete your account' }).click();
    await page.getByRole('button', { name: 'Delete account' }).click();
    await page.getByRole('alert').waitFor();
  },
  'account deleted': async (page, at) => {
    await at.world.app.get(UsersService).create({ username: 'leaver', password: PASSWORD });
    await goSignedIn(page, at, '/account/delete', 'leaver');
    await page.getByRole('button', { name: 'Delete account' }).click();
    await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor();
  },
  'keep account': async (page, at) => {
    await at.world.app.get(UsersService).create({ username: 'returner', password: PASSWORD });
    await goSignedIn(page, at, '/account/delete', 'returner');
    await page.getByRole('button', { name: 'Delete account' }).click();
    await page.getByRole('link', { name: 'Sign in to keep it' }).click();
    await signIn(page, 'returner', PASSWORD);
    await page.getByRole('heading', { name: 'Keep your account?' }).waitFor();
  },
  'own password, refused': async (page, at) => {
    await goSignedIn(page, at, '/account', 'bob');
    await page.goto(`${at.world.issuer}/account/password`);
    await page.getByLabel('Current password').fill('wrong');
    await page.getByLabel('New password').fill('another password altogether');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The current password is not right.').waitFor();
  },
  'own password, changed': async (page, at) => {
    await at.world.app.get(UsersService).create({ username: 'chooser', password: PASSWORD });
    await goSignedIn(page, at, '/account', 'chooser');
    await page.goto(`${at.world.issuer}/account/password`);
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password').fill('another password altogether');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
  },
  'account without apps': (page, at) => goSignedIn(page, at, '/account', 'bob'),
  'own email address': async (page, at) => {
    await page.goto(`${at.world.issuer}/login`);
    await signIn(page, 'bob', PASSWORD);
    await page.goto(`${at.world.issuer}/account/email`);
    await page.getByLabel('New email address').waitFor();
  },
  'confirm an address': async (page, at) => {
    await page.goto(`${at.world.issuer}/login`);
    await signIn(page, 'bob', PASSWORD);
    await page.goto(await linkTo(at, VERIFY_ADDRESS, { email: 'bob@new.example' }));
    await page.getByRole('button', { name: 'Confirm' }).waitFor();
  },
  'confirm an address, void link': (page, at) => page.goto(`${at.world.issuer}/verify-address?token=wrong`),
  'give an address back': async (page, at) => {
    await page.goto(await linkTo(at, UNDO_ADDRESS, { email: 'bob@old.example', isVerified: true }));
  },
  'give an address back, void link': (page, at) => page.goto(`${at.world.issuer}/undo-address?token=wrong`),
};

/** A link of bob's. */
async function linkTo({ world }: PageWorld, purpose: LinkPurpose, data: unknown): Promise<string> {
  const user = (await world.app.get(UsersService).findByUsername('bob')) as User;
  const links = world.app.get(AccountLinks);
  const { url } = await world.app
    .get(Database)
    .transaction((transaction) => links.issue(purpose, { user, data }, transaction));
  return url;
}
