import { goToSignIn, signIn } from '../chromium.js';
import { PASSWORD } from '../world.js';
import { addAccount, goSignedIn, type PagesByName } from './page-world.js';

/** Signing in and out. */
export const SIGN_IN_PAGES: PagesByName = {
  login: (page, at) => page.goto(at.site.authorizeUrl()),
  'login, wrong password': async (page, at) => {
    await page.goto(at.site.authorizeUrl());
    await signIn(page, 'alice', 'wrong');
    await page.getByRole('alert').waitFor();
  },
  'login, too many attempts': async (page, at) => {
    await page.goto(`${at.world.issuer}/login`);
    // Each failure blocks for twice as long as the one before: in the end for longer than any browser takes to try again.
    const refused = page.getByText('Too many attempts');
    while (!(await refused.isVisible())) {
      await signIn(page, 'mallory', 'wrong');
      await page.getByRole('alert').waitFor();
    }
  },
  'login, without cookies': async (page, at) => {
    await goToSignIn(page, at.site.authorizeUrl());
    await page.context().clearCookies();
    await signIn(page, 'alice', PASSWORD);
    await page.getByText('Your browser sent no cookies').waitFor();
  },
  'sign out, several': async (page, at) => {
    await goSignedIn(page, at, '/account');
    await addAccount(page, at, 'bob');
    await page.goto(`${at.world.issuer}/oauth2/logout?client_id=${at.site.client.id}`);
  },
  'signed out of one': async (page, at) => {
    await goSignedIn(page, at, '/account');
    await addAccount(page, at, 'bob');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('link', { name: 'Choose an account' }).waitFor();
  },
  'sign in again': async (page, at) => {
    await goSignedIn(page, at, '/account', 'long-name');
    await page.goto(`${at.world.issuer}/login?prompt=login&confirm=account`);
    await page.getByText('to confirm that it is you').waitFor();
  },
  'sign out': async (page, at) => {
    await goSignedIn(page, at, '/account');
    await page.goto(`${at.world.issuer}/oauth2/logout?client_id=${at.site.client.id}`);
  },
  'forgot password': (page, at) => page.goto(`${at.world.issuer}/forgot-password`),
  'forgot password, link sent': (page, at) => page.goto(`${at.world.issuer}/forgot-password/sent`),
  'forgot password, void link': (page, at) => page.goto(`${at.world.issuer}/reset-password?token=wrong`),
  'password change, refused': async (page, at) => {
    await page.goto(at.site.authorizeUrl());
    await signIn(page, 'newcomer', PASSWORD);
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('alert').waitFor();
  },
  'signed out': (page, at) => page.goto(`${at.world.issuer}/signed-out`),
};
