import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Enrolments } from '../../src/factors/enrolments.service.js';
import { BootstrapService } from '../../src/operations/bootstrap/bootstrap.service.js';
import { ConfigurationExport } from '../../src/operations/import-export/configuration-export.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { describeInChromium, signIn } from '../support/chromium.js';
import { newFolder } from '../support/program.js';
import { createTestApp } from '../support/test-app.js';
import { addVirtualAuthenticator } from '../support/virtual-authenticator.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

describeInChromium('passkeys', (open) => {
  let world: World;
  let people = 0;

  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  /** A page of a browser that offers no passkeys by itself: a virtual authenticator would take each offer. */
  async function openCalm(): Promise<Page> {
    const page = await open();
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    return page;
  }

  async function newUser(): Promise<string> {
    people += 1;
    const username = `person-${people}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    return username;
  }

  const button = (page: Page) => page.locator('#passkey');
  const passkeysOf = async (username: string) => {
    const user = await world.app.get(UsersService).findByUsername(username);
    const all = await world.app.get(Enrolments).list(user?.id as string);
    return all.filter(({ factor }) => factor === 'passkey');
  };

  /** Signs in by password and adds a passkey. */
  async function enrol(page: Page, username: string): Promise<void> {
    await page.goto(`${world.issuer}/login?prompt=login`);
    await signIn(page, username, PASSWORD);
    await page.waitForURL('**/account');
    await page.goto(`${world.issuer}/account/factors/passkey`);
    await button(page).click();
    await page.locator('#recovery-codes-kept').click();
    await page.waitForURL('**/account/factors');
  }

  it('are added in the account, named by the browser, and sign in without a username', async () => {
    const username = await newUser();
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await enrol(page, username);
    await page.getByRole('link', { name: 'Chrome on Linux' }).waitFor();
    await page.context().clearCookies();
    await page.goto(`${world.issuer}/login`);
    await button(page).click();
    await page.waitForURL('**/account');
    await page.getByText(username).first().waitFor();
  });

  it('sign in at another server of the same host, where an export was applied', async () => {
    const username = await newUser();
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await enrol(page, username);
    const { users } = await world.app.get(ConfigurationExport).document(true);
    const path = join(newFolder(), 'export.json');
    const person = (users as readonly { username: string }[]).filter((each) => each.username === username);
    writeFileSync(path, JSON.stringify({ users: person }));
    const other = await createTestApp();
    await other.app.get(BootstrapService).apply(path);
    await page.context().clearCookies();
    await page.goto(`${other.config.issuer}/login`);
    await button(page).click();
    await page.waitForURL(`${other.config.issuer}/account`);
    await page.getByText(username).first().waitFor();
    await other.close();
  });

  it('are offered in the list of usernames, without a click', async () => {
    const username = await newUser();
    const page = await open();
    const authenticator = await addVirtualAuthenticator(page);
    await enrol(page, username);
    await page.context().clearCookies();
    await page.goto(`${world.issuer}/login`);
    await page.waitForURL('**/account');
    expect(await authenticator.count()).toBe(1);
  });

  it('complete a sign-in by password', async () => {
    const username = await newUser();
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await enrol(page, username);
    await page.context().clearCookies();
    await page.goto(`${world.issuer}/login`);
    await signIn(page, username, PASSWORD);
    await page.getByRole('heading', { name: 'Use your passkey' }).waitFor();
    await button(page).click();
    await page.waitForURL('**/account');
  });

  it('are only a second factor if the authenticator does not verify who uses it', async () => {
    const username = await newUser();
    const page = await openCalm();
    await addVirtualAuthenticator(page, { hasUserVerification: false });
    await enrol(page, username);
    await page.context().clearCookies();
    await page.goto(`${world.issuer}/login`);
    await button(page).click();
    await page.getByRole('alert').filter({ hasText: 'No passkey was used' }).waitFor();
    await signIn(page, username, PASSWORD);
    await button(page).click();
    await page.waitForURL('**/account');
  });

  it('say in the page that none was used, and leave the password', async () => {
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await page.goto(`${world.issuer}/login`);
    await button(page).click();
    await page.getByRole('alert').filter({ hasText: 'No passkey was used' }).waitFor();
    await signIn(page, 'alice', PASSWORD);
    await page.waitForURL('**/account');
  });

  it('say that a removed one is not known any more', async () => {
    const username = await newUser();
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await enrol(page, username);
    const [{ id } = { id: '' }, ...others] = await passkeysOf(username);
    expect(others).toEqual([]);
    const user = await world.app.get(UsersService).findByUsername(username);
    await world.app.get(Enrolments).remove(id, user?.id as string, {});
    await page.context().clearCookies();
    await page.goto(`${world.issuer}/login`);
    await button(page).click();
    await page.getByRole('alert').filter({ hasText: 'not known here' }).waitFor();
  });

  it('are one for each device, and are used before another one is added', async () => {
    const username = await newUser();
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await enrol(page, username);
    await page.goto(`${world.issuer}/account/factors/passkey`);
    await page.getByRole('heading', { name: 'Use your passkey' }).waitFor();
    await button(page).click();
    await page.waitForURL('**/account/factors/passkey');
    await button(page).click();
    await page.getByRole('alert').filter({ hasText: 'has a passkey of your account already' }).waitFor();
    expect(await passkeysOf(username)).toHaveLength(1);
  });

  it('are not offered without JavaScript: the password is, and the page that adds one says why', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(`${world.issuer}/login`);
    expect(await button(page).isVisible()).toBe(false);
    await signIn(page, 'bob', PASSWORD);
    await page.waitForURL('**/account');
    await page.goto(`${world.issuer}/account/factors/passkey`);
    expect(await button(page).isVisible()).toBe(false);
    await page.getByText('allow JavaScript').waitFor();
  });
});
