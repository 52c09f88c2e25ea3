import type { Page } from 'playwright-core';
import { UsersService } from '../../../src/users/users.service.js';
import { codeAt, giveRecoveryCodes } from '../authenticator-app.js';
import { signIn } from '../chromium.js';
import { PASSWORD } from '../world.js';
import { goSignedIn, type PagesByName, type PageWorld } from './page-world.js';

/** What people prove beside the password. */
export const FACTOR_PAGES: PagesByName = {
  'second factor, a code': (page, at) => goToCode(page, at),
  'second factor, a wrong code': async (page, at) => {
    await goToCode(page, at);
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('alert').waitFor();
  },
  'second factor, a recovery code': async (page, at) => {
    await goToCode(page, at);
    await page.getByRole('link', { name: 'Recovery codes' }).click();
    await page.getByLabel('Recovery code').waitFor();
  },
  'own factors': async (page, at) => {
    const [code = ''] = await giveRecoveryCodes(at.world, 'fay');
    await goToCode(page, at);
    await page.getByRole('link', { name: 'Recovery codes' }).click();
    await page.getByLabel('Recovery code').fill(code);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
    await page.goto(`${at.world.issuer}/account/factors`);
  },
  'own factors, an app is set up': async (page, at) => {
    await goSignedIn(page, at, '/account', 'bob');
    await page.goto(`${at.world.issuer}/account/factors/totp`);
    await page.getByText('I cannot scan it').click();
  },
  'own factors, a passkey is added': async (page, at) => {
    await page.goto(`${at.world.issuer}/login?prompt=login`);
    await signIn(page, 'alice', PASSWORD);
    await page.waitForURL('**/account');
    await page.goto(`${at.world.issuer}/account/factors/passkey`);
    await page.locator('#passkey').waitFor();
  },
  'forgotten password, a recovery code': async (page, at) => {
    await page.goto(`${at.empty.config.issuer}/forgot-password/recovery-code`);
    await page.getByLabel('Username or email').fill('nobody');
    await page.getByLabel('Recovery code').fill('x');
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('alert').waitFor();
  },
  'forgotten password, a passkey': (page, at) => page.goto(`${at.world.issuer}/forgot-password/passkey`),
  'own factors, recovery codes': async (page, at) => {
    const username = 'codes';
    await at.world.app.get(UsersService).create({ username, password: PASSWORD });
    await goSignedIn(page, at, '/account', username);
    await page.goto(`${at.world.issuer}/account/factors/totp`);
    await page.getByText('I cannot scan it').click();
    const key = (await page.locator('#totp-key').textContent()) ?? '';
    await page.getByLabel('Code', { exact: true }).fill(codeAt(key, Date.now()));
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
  },
  'own factors, remembered browsers': async (page, at) => {
    await goSignedIn(page, at, '/account', 'bob');
    await page.goto(`${at.world.issuer}/account/factors/devices`);
  },
};

async function goToCode(page: Page, { site }: PageWorld): Promise<void> {
  await page.goto(site.authorizeUrl());
  await signIn(page, 'fay', PASSWORD);
  await page.getByRole('button', { name: 'Verify' }).waitFor();
}
