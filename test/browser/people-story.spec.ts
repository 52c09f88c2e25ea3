import type { ParsedMail } from 'mailparser';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { SessionsService } from '../../src/authentication/sessions/sessions.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { codeAt } from '../support/authenticator-app.js';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import { linkIn, type MailServer, mailBy, startMailServer } from '../support/mail-server.js';
import { addVirtualAuthenticator } from '../support/virtual-authenticator.js';
import { createWorld, PASSWORD, type World } from '../support/world.js';

const CHOSEN = 'what the owner of the account chose';

/** Seconds: of one code, of a person who fills in a form, and after which a sign-in is not recent any more. */
const STEP = 30;
const TYPING = 3;
const NOT_RECENT = 301;
const DAY = 86_400;

/** A person with an account, an authenticator app and recovery codes. */
interface Person {
  readonly username: string;
  readonly email: string;
  readonly key: string;
  readonly recoveryCodes: readonly string[];
}

describeInChromium('a person', (open) => {
  let mailServer: MailServer;
  let world: World;
  let site: ClientSite;
  let clock: StoppedClock;

  beforeAll(async () => {
    mailServer = await startMailServer();
    const userRegistration = { mode: 'open', limit: 1000 };
    world = await createWorld({ roomSettings: { userRegistration, ...mailBy(mailServer, { limit: 1000 }) } });
    site = await startClientSite(world);
    clock = stopClock(world);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
    await mailServer.stop();
  });

  const goTo = (page: Page, path: string) => page.goto(world.issuer + path);
  const about = (words: string) => (mail: ParsedMail) => mail.subject?.includes(words) ?? false;
  const linkTo = async (address: string, words: string) => linkIn(await mailServer.mailTo(address, about(words))).href;
  const asksFor = (heading: string, page: Page) => page.getByRole('heading', { name: heading }).waitFor();
  const isAtAccount = (page: Page) => page.waitForURL(`${world.issuer}/account`);
  const acrOf = async (page: Page) => {
    const cookies = await page.context().cookies(world.issuer);
    const sent = Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
    return (await world.app.get(SessionsService).current(sent))?.acr;
  };

  /** A page of a browser that offers no passkeys by itself: a virtual authenticator would take each offer. */
  async function openCalm(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await open({ locale: 'en-US', ...options });
    await page.addInitScript(
      'self.PublicKeyCredential && (PublicKeyCredential.isConditionalMediationAvailable = async () => false)',
    );
    return page;
  }

  /** Makes an account on the way to the app, by the mail that was really sent. */
  async function register(page: Page, { username, email }: Pick<Person, 'username' | 'email'>): Promise<void> {
    await page.goto(site.authorizeUrl({ scope: 'openid' }));
    await page.locator('#create-account').click();
    await page.fill('#username', username);
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    clock.pass(TYPING);
    await page.click('#register-submit');
    await page.getByText(email).waitFor();
    expect(await world.app.get(UsersService).findByUsername(username)).toBeUndefined();
    await page.goto(await linkTo(email, 'Confirm your email address'));
    await page.click('#verify-address');
    await answerConsent(page, 'Allow');
    expect(await arrival(page)).toHaveProperty('code');
  }

  /** Sets up an authenticator app. @returns its key */
  async function setUpApp(page: Page): Promise<string> {
    await page.locator('#totp-key').waitFor({ state: 'attached' });
    const key = (await page.locator('#totp-key').textContent()) ?? '';
    await page.fill('#code', codeAt(key, clock.now()));
    await page.click('#verify-submit');
    return key;
  }

  /** Notes down the recovery codes that are shown once. */
  async function keepRecoveryCodes(page: Page): Promise<readonly string[]> {
    await page.locator('#recovery-codes').waitFor();
    const codes = await page.locator('#recovery-codes code').allTextContents();
    expect(codes).toHaveLength(10);
    await page.click('#recovery-codes-kept');
    await page.waitForURL('**/account/factors');
    return codes;
  }

  async function typeCode(page: Page, { key }: Pick<Person, 'key'>): Promise<void> {
    clock.pass(STEP);
    await page.fill('#code', codeAt(key, clock.now()));
    await page.click('#verify-submit');
  }

  async function signOut(page: Page): Promise<void> {
    await goTo(page, '/account');
    await page.click('#sign-out');
    await asksFor('You are signed out', page);
  }

  /** Changes the address, and confirms it by the mail to the new one. */
  async function changeAddress(page: Page, { username, key }: Person, password: string, email: string): Promise<void> {
    await goTo(page, '/account/email');
    await page.fill('#email', email);
    clock.pass(NOT_RECENT);
    await page.click('#own-email-submit');
    await page.getByText('to confirm that it is you').waitFor();
    expect(await page.inputValue('#username')).toBe(username);
    await page.fill('#password', password);
    await page.click('#login-submit');
    await chooseApp(page);
    await typeCode(page, { key });
    await page.waitForURL('**/account/email');
    expect(await page.inputValue('#email')).toBe(email);
    await page.click('#own-email-submit');
    await page.goto(await linkTo(email, 'Confirm'));
    await page.click('#verify-address-submit');
    await page.getByText(email).waitFor();
  }

  /** Goes on by the code of the app, whatever is asked for first. */
  async function chooseApp(page: Page): Promise<void> {
    await page.locator('#other-totp, #code').first().waitFor();
    if (await page.locator('#other-totp').isVisible()) await page.click('#other-totp');
    await page.locator('#code').waitFor();
  }

  /** From the lost device on: everything that needs no passkey. */
  async function loseTheDevice(newDevice: Page, old: Page, person: Person): Promise<void> {
    const { username, email, key, recoveryCodes } = person;
    // What was set up on the day before the address changed would go with the undo.
    clock.pass(2 * DAY);
    await goTo(newDevice, '/login');
    await signIn(newDevice, username, PASSWORD);
    await newDevice.click('#other-recovery_codes');
    await newDevice.fill('#code', recoveryCodes[0] as string);
    await newDevice.click('#verify-submit');
    await isAtAccount(newDevice);
    await mailServer.mailTo(email, about('recovery code'));
    await goTo(newDevice, '/account/factors');
    await newDevice.getByText('You have 9 recovery codes left.').waitFor();

    await changeAddress(newDevice, person, PASSWORD, `new-${email}`);
    const undo = await linkTo(email, 'email address was changed');
    const owner = await openCalm({ javaScriptEnabled: false });
    await owner.goto(undo);
    await owner.fill('#password', CHOSEN);
    await owner.click('button.primary');
    await chooseApp(owner);
    await typeCode(owner, { key });
    await isAtAccount(owner);
    const user = await world.app.get(UsersService).findByUsername(username);
    expect(user?.claims).toMatchObject({ email, email_verified: true });
    // Everyone else was signed out by that.
    await goTo(newDevice, '/account');
    await newDevice.waitForURL('**/login**');

    await signIn(newDevice, username, CHOSEN);
    await chooseApp(newDevice);
    await typeCode(newDevice, { key });
    await isAtAccount(newDevice);
    await goTo(owner, '/account/sessions');
    await owner.click('#sessions-end-others');
    await owner.getByText('You are signed out everywhere else.').waitFor();
    await goTo(newDevice, '/account');
    await newDevice.waitForURL('**/login**');
    await goTo(old, '/account');
    await old.waitForURL('**/login**');

    await goTo(owner, '/account/delete');
    await owner.click('#delete-submit');
    await asksFor('Your account is deleted', owner);
    await mailServer.mailTo(email, about('will be deleted'));
    await goTo(owner, '/account');
    await owner.waitForURL('**/login**');
  }

  it('registers, sets up a passkey and an app, steps up, loses the device, and deletes the account', async () => {
    const [username, email] = ['ada', 'ada@example.com'];
    const page = await openCalm();
    await addVirtualAuthenticator(page);
    await register(page, { username, email });

    await goTo(page, '/account/factors/passkey');
    await page.click('#passkey');
    const recoveryCodes = await keepRecoveryCodes(page);
    await mailServer.mailTo(email, about('sign-in step was added'));
    // One more is added only by who proves the one that there is.
    await goTo(page, '/account/factors/totp');
    await asksFor('Use your passkey', page);
    await page.click('#passkey');
    const key = await setUpApp(page);
    await page.waitForURL('**/account/factors');

    await signOut(page);
    await page.goto(site.authorizeUrl({ scope: 'openid' }));
    await page.click('#passkey');
    expect(await arrival(page)).toHaveProperty('code');
    expect(await acrOf(page)).toBe('phr');

    await signOut(page);
    await goTo(page, '/login');
    await signIn(page, username, PASSWORD);
    await chooseApp(page);
    await typeCode(page, { key });
    await isAtAccount(page);
    expect(await acrOf(page)).toBe('urn:gatehouse:acr:2fa');
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'phr' } } });
    await page.goto(site.authorizeUrl({ scope: 'openid', claims }));
    await asksFor('Use your passkey', page);
    await page.click('#passkey');
    expect(await arrival(page)).toHaveProperty('code');
    expect(await acrOf(page)).toBe('phr');

    await loseTheDevice(await openCalm(), page, { username, email, key, recoveryCodes });
  });

  it('does the same without JavaScript, but for passkeys', async () => {
    const [username, email] = ['bea', 'bea@example.com'];
    const page = await openCalm({ javaScriptEnabled: false });
    await register(page, { username, email });

    await goTo(page, '/account/factors/passkey');
    await page.getByText('allow JavaScript').waitFor();
    await goTo(page, '/account/factors/totp');
    const key = await setUpApp(page);
    const recoveryCodes = await keepRecoveryCodes(page);
    await mailServer.mailTo(email, about('sign-in step was added'));

    await signOut(page);
    await page.goto(site.authorizeUrl({ scope: 'openid' }));
    await signIn(page, username, PASSWORD);
    await page.check('#remember');
    await typeCode(page, { key });
    expect(await arrival(page)).toHaveProperty('code');

    // The browser is remembered, so the password is enough, until an app demands more.
    await signOut(page);
    await goTo(page, '/login');
    await signIn(page, username, PASSWORD);
    await isAtAccount(page);
    expect(await acrOf(page)).toBe('1');
    await page.goto(site.authorizeUrl({ scope: 'openid', acr_values: 'urn:gatehouse:acr:2fa' }));
    await typeCode(page, { key });
    expect(await arrival(page)).toHaveProperty('code');
    expect(await acrOf(page)).toBe('urn:gatehouse:acr:2fa');

    await loseTheDevice(await openCalm({ javaScriptEnabled: false }), page, { username, email, key, recoveryCodes });
  });
});
