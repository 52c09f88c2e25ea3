import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { ClientsService } from '../../src/clients/clients.service.js';
import { ConsentService } from '../../src/consent/consent.service.js';
import { Mailbox } from '../../src/mail/mailbox.js';
import { TestMails } from '../../src/mail/test-mail.service.js';
import { Clock } from '../../src/platform/clock.js';
import { Database } from '../../src/platform/database/database.js';
import { TermsService } from '../../src/terms/terms.service.js';
import { UNDO_ADDRESS, VERIFY_ADDRESS } from '../../src/users/addresses/own-addresses.service.js';
import { FirstUser } from '../../src/users/first-user.service.js';
import type { LinkPurpose } from '../../src/users/links/account-link.js';
import { AccountLinks } from '../../src/users/links/account-links.service.js';
import { Invitations } from '../../src/users/links/invitations.service.js';
import type { User } from '../../src/users/user.js';
import { UsersService } from '../../src/users/users.service.js';
import { codeAt, giveApp, giveRecoveryCodes } from '../support/authenticator-app.js';
import { answerConsent, describeInChromium, signIn } from '../support/chromium.js';
import { arrival, type ClientSite, startClientSite } from '../support/client-site.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { createWorld, PASSWORD, registerClient, signedInBrowser, type World } from '../support/world.js';

/** A folder for a picture of every page, scheme and size; without it none is taken. */
const { SCREENSHOTS } = process.env;

/** Sizes in CSS pixels: a desktop, and a phone. */
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 780 };
const SIZES = [DESKTOP, PHONE];

/** How pages are looked at: in each scheme and in each size once, and for pictures in every combination. */
const LOOKS = [
  { colorScheme: 'light', ...DESKTOP },
  { colorScheme: 'dark', ...PHONE },
  ...(SCREENSHOTS === undefined
    ? []
    : ([
        { colorScheme: 'light', ...PHONE },
        { colorScheme: 'dark', ...DESKTOP },
      ] as const)),
] as const;

/** A desktop at 200 % and at 400 % zoom has so many CSS pixels left (WCAG 2.2 §1.4.4 and §1.4.10). */
const ZOOMED = [640, 320];

/** The logo of an app, on a site of its own. */
const LOGO = 'https://photos.example/logo.svg';
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle cx="24" cy="24" r="20" fill="#c2410c"/></svg>';

describeInChromium('every page', (open) => {
  let world: World;
  /** Without users, and without mail. */
  let empty: TestApp;
  /** Where people register, and accept terms. */
  let registering: World;
  let site: ClientSite;
  let alice: User;
  let apps = 0;

  beforeAll(async () => {
    world = await createWorld({
      roomSettings: { authentication: { forgotPasswordUrl: 'https://help.example/password' } },
    });
    empty = await createTestApp({ production: true });
    const userRegistration = { mode: 'open', fields: ['given_name', 'birthdate'], limit: 1000 };
    registering = await createWorld({ roomSettings: { userRegistration } });
    const contents = { text: 'Be kind.\n\nThis is all that we ask of you.' };
    await registering.app.get(TermsService).publish('1', contents, {});
    site = await startClientSite(world);
    const { id } = await registerClient(world, {
      client_id: 'long-words',
      client_name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      redirect_uris: [
        'https://a-very-long-host-name-for-a-client.of-a-very-long-department.organisation.example/callback',
      ],
      policy_uri: 'https://organisation.example/privacy',
      tos_uri: 'https://organisation.example/terms',
      scope:
        'openid profile email address phone offline_access api:read api:write api:admin clients:read clients:write',
    });
    await world.app.get(UsersService).create({
      username: 'long-name',
      password: PASSWORD,
      name: 'Wolfeschlegelsteinhausenbergerdorff Hubert Blaine the younger',
      email: 'wolfeschlegelsteinhausenbergerdorff@a-very-long-department.organisation.example',
    });
    await world.app.get(ClientsService).create(
      {
        client_id: 'stranger',
        client_name: 'Photo printing',
        redirect_uris: ['https://photos.example/callback'],
        logo_uri: LOGO,
        client_uri: 'https://photos.example',
        policy_uri: 'https://photos.example/privacy',
        tos_uri: 'https://photos.example/terms',
        scope: 'openid profile api:read',
        post_logout_redirect_uris: ['https://photos.example/bye'],
      },
      {},
      { registeredBy: 'open', registrationTokenDigest: null },
    );
    await world.app.get(UsersService).create({
      username: 'newcomer',
      password: PASSWORD,
      given_name: 'Ned',
      family_name: 'Newcomer',
      password_change_required: true,
    });
    await world.app.get(UsersService).create({ username: 'fay', password: PASSWORD, name: 'Fay Factor' });
    await giveApp(world, 'fay');
    await giveRecoveryCodes(world, 'fay');
    alice = (await world.app.get(UsersService).findByUsername('alice')) as User;
    await world.app.get(ConsentService).allow(alice.id, id, ['openid', 'api:read', 'offline_access']);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
    await empty.close();
    await registering.close();
  });

  /** A link of bob's. */
  const linkTo = async (purpose: LinkPurpose, data: unknown) => {
    const user = (await world.app.get(UsersService).findByUsername('bob')) as User;
    const links = world.app.get(AccountLinks);
    const { url } = await world.app
      .get(Database)
      .transaction((transaction) => links.issue(purpose, { user, data }, transaction));
    return url;
  };

  const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
    login: (page) => page.goto(site.authorizeUrl()),
    'login, wrong password': async (page) => {
      await page.goto(site.authorizeUrl());
      await signIn(page, 'alice', 'wrong');
      await page.getByRole('alert').waitFor();
    },
    'login, too many attempts': async (page) => {
      await page.goto(`${world.issuer}/login`);
      for (let failures = 0; failures < 7; failures += 1) await signIn(page, 'mallory', 'wrong');
      await page.getByText('Too many attempts').waitFor();
    },
    'login, without cookies': async (page) => {
      await page.goto(site.authorizeUrl());
      await page.context().clearCookies();
      await signIn(page, 'alice', PASSWORD);
      await page.getByText('Your browser sent no cookies').waitFor();
    },
    consent: (page) => goSignedIn(page, site.authorizeUrl({ prompt: 'consent' })),
    'consent, long words': (page) =>
      goSignedIn(
        page,
        site.authorizeUrl({ client_id: 'long-words', redirect_uri: undefined, scope: undefined, prompt: 'consent' }),
      ),
    'consent, app of a stranger': async (page) => {
      await page.route(LOGO, (route) => route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }));
      await goSignedIn(
        page,
        site.authorizeUrl({ client_id: 'stranger', redirect_uri: undefined, scope: undefined, prompt: 'consent' }),
      );
      expect(
        await page
          .locator('.mark img')
          .first()
          .evaluate((image) => (image as HTMLImageElement).naturalWidth),
      ).toBe(48);
    },
    'select account': async (page) => {
      await goSignedIn(page, '/account');
      await page.goto(site.authorizeUrl({ prompt: 'select_account' }));
    },
    'select account, several': async (page) => {
      await goSignedIn(page, '/account', 'alice');
      await addAccount(page, 'bob');
      await addAccount(page, 'long-name');
      await page.goto(site.authorizeUrl({ prompt: 'select_account' }));
    },
    'account, several': async (page) => {
      await goSignedIn(page, site.authorizeUrl({ prompt: 'consent' }), 'bob');
      await answerConsent(page, 'Allow');
      await arrival(page);
      await addAccount(page, 'long-name');
      await addAccount(page, 'bob');
    },
    'sign out, several': async (page) => {
      await goSignedIn(page, '/account');
      await addAccount(page, 'bob');
      await page.goto(`${world.issuer}/oauth2/logout?client_id=${site.client.id}`);
    },
    'signed out of one': async (page) => {
      await goSignedIn(page, '/account');
      await addAccount(page, 'bob');
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('link', { name: 'Choose an account' }).waitFor();
    },
    'already answered': async (page) => {
      await goSignedIn(page, site.authorizeUrl({ prompt: 'consent' }));
      const asked = page.url();
      await answerConsent(page, 'Allow');
      await arrival(page);
      await page.goto(asked);
    },
    account: async (page) => {
      await goSignedIn(page, site.authorizeUrl({ prompt: 'consent' }));
      await answerConsent(page, 'Allow');
      await arrival(page);
      await page.goto(`${world.issuer}/account`);
    },
    'account, an app unfolded': async (page) => {
      await goSignedIn(page, site.authorizeUrl({ prompt: 'consent' }));
      await answerConsent(page, 'Allow');
      await arrival(page);
      await page.goto(`${world.issuer}/account`);
      for (const app of await page.locator('details.client').all()) await app.locator('summary').click();
    },
    'withdraw access': async (page) => {
      await goSignedIn(page, '/account');
      await page.goto(`${world.issuer}/account/withdraw?client_id=long-words`);
      await page.getByRole('heading', { name: 'Withdraw access?' }).waitFor();
    },
    'account, access withdrawn': async (page) => {
      await world.app.get(ConsentService).allow(alice.id, 'stranger', ['openid']);
      await goSignedIn(page, '/account');
      await page.goto(`${world.issuer}/account/withdraw?client_id=stranger`);
      await page.getByRole('button', { name: 'Withdraw access' }).click();
      await page.getByRole('status').waitFor();
    },
    'register, refused': async (page) => {
      await page.goto(`${registering.issuer}/register`);
      await page.evaluate(() => {
        for (const field of document.querySelectorAll('input')) field.required = false;
      });
      await page.fill('#username', 'someone@else.example');
      await page.fill('#email', 'carol@example.com');
      await page.waitForTimeout(2_100);
      await page.click('#register-submit');
      await page.waitForSelector('#username-problem');
    },
    'register, confirm': async (page) => {
      await fillInRegistration(page);
      await page.goto(await linkOfRegistration());
      await page.waitForSelector('#verify-address');
    },
    'register, closed': async (page) => {
      await page.goto(`${world.issuer}/register`);
    },
    'terms of use, to be accepted': async (page) => {
      await page.goto(`${registering.issuer}/login`);
      await page.fill('#username', 'bob');
      await page.fill('#password', PASSWORD);
      await page.click('#login-submit');
      await page.waitForSelector('#terms-accept');
    },
    'own password': async (page) => {
      await goSignedIn(page, '/account', 'long-name');
      await page.getByRole('link', { name: 'Password' }).click();
      await page.getByRole('heading', { name: 'Change your password' }).waitFor();
    },
    'sign in again': async (page) => {
      await goSignedIn(page, '/account', 'long-name');
      await page.goto(`${world.issuer}/login?prompt=login&confirm=account`);
      await page.getByText('to confirm that it is you').waitFor();
    },
    'own profile, refused': async (page) => {
      await goSignedIn(page, '/account', 'long-name');
      await page.getByRole('link', { name: 'Profile' }).click();
      await page.getByLabel('Website').fill('https://nowhere example');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').waitFor();
    },
    'own sessions': async (page) => {
      await signedInBrowser(world, 'long-name');
      await goSignedIn(page, '/account', 'long-name');
      await page.getByRole('link', { name: 'Where you are signed in' }).click();
      await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor();
    },
    'own activity': async (page) => {
      for (let times = 0; times < 21; times += 1) await signedInBrowser(world, 'long-name');
      await goSignedIn(page, '/account', 'long-name');
      await page.getByRole('link', { name: 'Activity' }).click();
      await page.getByRole('link', { name: 'Older' }).waitFor();
    },
    'own data': async (page) => {
      await goSignedIn(page, '/account', 'long-name');
      await page.getByRole('link', { name: 'Your data' }).click();
      await page.getByRole('button', { name: 'Download as JSON' }).waitFor();
    },
    'delete account, the last administrator': async (page) => {
      await goSignedIn(page, '/account');
      await page.getByRole('link', { name: 'Delete your account' }).click();
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('alert').waitFor();
    },
    'account deleted': async (page) => {
      await world.app.get(UsersService).create({ username: 'leaver', password: PASSWORD });
      await goSignedIn(page, '/account/delete', 'leaver');
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor();
    },
    'keep account': async (page) => {
      await world.app.get(UsersService).create({ username: 'returner', password: PASSWORD });
      await goSignedIn(page, '/account/delete', 'returner');
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('link', { name: 'Sign in to keep it' }).click();
      await signIn(page, 'returner', PASSWORD);
      await page.getByRole('heading', { name: 'Keep your account?' }).waitFor();
    },
    'own password, refused': async (page) => {
      await goSignedIn(page, '/account', 'bob');
      await page.goto(`${world.issuer}/account/password`);
      await page.getByLabel('Current password').fill('wrong');
      await page.getByLabel('New password').fill('another password altogether');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('The current password is not right.').waitFor();
    },
    'own password, changed': async (page) => {
      await world.app.get(UsersService).create({ username: 'chooser', password: PASSWORD });
      await goSignedIn(page, '/account', 'chooser');
      await page.goto(`${world.issuer}/account/password`);
      await page.getByLabel('Current password').fill(PASSWORD);
      await page.getByLabel('New password').fill('another password altogether');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Your password is changed.').waitFor();
    },
    'account without apps': (page) => goSignedIn(page, '/account', 'bob'),
    'sign out': async (page) => {
      await goSignedIn(page, '/account');
      await page.goto(`${world.issuer}/oauth2/logout?client_id=${site.client.id}`);
    },
    'set up': (page) => goToSetup(page),
    'set up, refused': async (page) => {
      await goToSetup(page);
      await page.getByLabel('Username').fill('ada');
      await page.getByLabel('Password', { exact: true }).fill('ada-ada-ada-ada');
      await page.getByLabel('Username').fill('ada-ada-ada-ada');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('alert').waitFor();
    },
    'set up, wrong link': (page) => page.goto(`${empty.config.issuer}/setup?token=wrong`),
    'set up, what to do next': async (page) => {
      await page.goto(`${world.issuer}/login`);
      await signIn(page, 'alice', PASSWORD);
      await page.getByRole('heading', { name: 'Your account' }).waitFor();
      await page.goto(`${world.issuer}/setup/next`);
    },
    'set up already': (page) => page.goto(`${world.issuer}/setup?token=wrong`),
    invitation: async (page) => {
      const user = (await world.app.get(UsersService).findByUsername('long-name')) as User;
      const invitations = world.app.get(Invitations);
      const { text } = await world.app
        .get(Database)
        .transaction((transaction) => invitations.invite(user, transaction));
      await page.goto(`${world.issuer}/invitation?token=${text}`);
    },
    'forgot password': (page) => page.goto(`${world.issuer}/forgot-password`),
    'forgot password, link sent': (page) => page.goto(`${world.issuer}/forgot-password/sent`),
    'forgot password, void link': (page) => page.goto(`${world.issuer}/reset-password?token=wrong`),
    'own email address': async (page) => {
      await page.goto(`${world.issuer}/login`);
      await signIn(page, 'bob', PASSWORD);
      await page.goto(`${world.issuer}/account/email`);
      await page.getByLabel('New email address').waitFor();
    },
    'confirm an address': async (page) => {
      await page.goto(`${world.issuer}/login`);
      await signIn(page, 'bob', PASSWORD);
      await page.goto(await linkTo(VERIFY_ADDRESS, { email: 'bob@new.example' }));
      await page.getByRole('button', { name: 'Confirm' }).waitFor();
    },
    'confirm an address, void link': (page) => page.goto(`${world.issuer}/verify-address?token=wrong`),
    'give an address back': async (page) => {
      await page.goto(await linkTo(UNDO_ADDRESS, { email: 'bob@old.example', isVerified: true }));
    },
    'give an address back, void link': (page) => page.goto(`${world.issuer}/undo-address?token=wrong`),
    'invitation, void': (page) => page.goto(`${world.issuer}/invitation?token=wrong`),
    'password change, refused': async (page) => {
      await page.goto(site.authorizeUrl());
      await signIn(page, 'newcomer', PASSWORD);
      await page.getByLabel('New password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Save and sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
    'one moment': async (page) => {
      await goSignedIn(page, site.authorizeUrl({ prompt: 'consent' }));
      await page.route('**&leaving=1', (route) => route.fulfill({ status: 204 }));
      const left = page.waitForResponse('**&leaving=1');
      await answerConsent(page, 'Allow');
      // From then on the browser goes nowhere.
      await left;
      await page.getByRole('link', { name: 'Continue' }).waitFor();
    },
    'signed out': (page) => page.goto(`${world.issuer}/signed-out`),
    mailbox: async (page) => {
      await world.app.get(TestMails).send('reader@example.net', {});
      await page.goto(`${world.issuer}/mailbox`);
    },
    'mailbox, a mail': async (page) => {
      await world.app.get(TestMails).send('reader@example.net', {});
      await page.goto(`${world.issuer}/mailbox`);
      await page.getByRole('link', { name: 'reader@example.net' }).first().click();
      await page.frameLocator('iframe').getByRole('heading', { name: 'Mails arrive' }).waitFor();
    },
    'form post': async (page) => {
      await page.route('**/assets/form-post.js', (route) => route.abort());
      await page.goto(site.authorizeUrl({ response_mode: 'form_post', prompt: 'none' }));
    },
    'error, leads to an app of a stranger': (page) =>
      page.goto(site.authorizeUrl({ client_id: 'stranger', redirect_uri: undefined, scope: 'email' })),
    'error, leads to an app of a stranger by a form': (page) =>
      page.goto(
        site.authorizeUrl({
          client_id: 'stranger',
          redirect_uri: undefined,
          scope: 'email',
          response_mode: 'form_post',
        }),
      ),
    'not signed in, leads to an app of a stranger': (page) =>
      page.goto(`${world.issuer}/oauth2/logout?client_id=stranger&post_logout_redirect_uri=https://photos.example/bye`),
    'second factor, a code': (page) => goToCode(page),
    'second factor, a wrong code': async (page) => {
      await goToCode(page);
      await page.getByLabel('Code', { exact: true }).fill('000000');
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('alert').waitFor();
    },
    'second factor, a recovery code': async (page) => {
      await goToCode(page);
      await page.getByRole('link', { name: 'Recovery codes' }).click();
      await page.getByLabel('Recovery code').waitFor();
    },
    'own factors': async (page) => {
      const [code = ''] = await giveRecoveryCodes(world, 'fay');
      await goToCode(page);
      await page.getByRole('link', { name: 'Recovery codes' }).click();
      await page.getByLabel('Recovery code').fill(code);
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
      await page.goto(`${world.issuer}/account/factors`);
    },
    'own factors, an app is set up': async (page) => {
      await goSignedIn(page, '/account', 'bob');
      await page.goto(`${world.issuer}/account/factors/totp`);
      await page.getByText('I cannot scan it').click();
    },
    'own factors, a passkey is added': async (page) => {
      await page.goto(`${world.issuer}/login?prompt=login`);
      await signIn(page, 'alice', PASSWORD);
      await page.waitForURL('**/account');
      await page.goto(`${world.issuer}/account/factors/passkey`);
      await page.locator('#passkey').waitFor();
    },
    'forgotten password, a passkey': (page) => page.goto(`${world.issuer}/forgot-password/passkey`),
    'forgotten password, a recovery code': async (page) => {
      await page.goto(`${empty.config.issuer}/forgot-password/recovery-code`);
      await page.getByLabel('Username or email').fill('nobody');
      await page.getByLabel('Recovery code').fill('x');
      await page.getByLabel('New password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Save and sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
    'own factors, recovery codes': async (page) => {
      const username = `codes${++apps}`;
      await world.app.get(UsersService).create({ username, password: PASSWORD });
      await goSignedIn(page, '/account', username);
      await page.goto(`${world.issuer}/account/factors/totp`);
      await page.getByText('I cannot scan it').click();
      const key = (await page.locator('#totp-key').textContent()) ?? '';
      await page.getByLabel('Code', { exact: true }).fill(codeAt(key, Date.now()));
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
    },
    'own factors, remembered browsers': async (page) => {
      await goSignedIn(page, '/account', 'bob');
      await page.goto(`${world.issuer}/account/factors/devices`);
    },
    'error, not for the client': (page) => page.goto(site.authorizeUrl({ redirect_uri: 'https://evil.example/cb' })),
    'error, expired': (page) => page.goto(`${world.issuer}/consent?request=unknown`),
    'error, not found': (page) => page.goto(`${world.issuer}/nothing-here`),
  };

  async function fillInRegistration(page: Page): Promise<void> {
    const username = `carol-${Date.now()}`;
    await page.goto(`${registering.issuer}/register`);
    const form = { username, email: `${username}@example.com`, given_name: 'Carol', birthdate: '1990-01-31' };
    for (const [name, value] of Object.entries({ ...form, password: PASSWORD })) await page.fill(`#${name}`, value);
    await page.check('#terms');
    await page.waitForTimeout(2_100);
    await page.click('#register-submit');
    await page.getByText(form.email).waitFor();
  }

  async function linkOfRegistration(): Promise<string> {
    const mailbox = registering.app.get(Mailbox);
    const known = mailbox.list().length;
    for (let look = 0; look < 200 && mailbox.list().length === known && known === 0; look++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return /https?:\/\/\S+/.exec(mailbox.list()[0]?.text ?? '')?.[0] ?? '';
  }

  describe.each(Object.entries(PAGES))('%s', (name, goTo) => {
    it('is accessible, fits every width, and has a title', async () => {
      const page = await open();
      await goTo(page);
      expect(await page.title()).toMatch(/^.+ · Example Corp$/);
      for (const { colorScheme, ...size } of LOOKS) {
        // Colours that fade into the others would be measured half-way.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize(size);
        expect([colorScheme, size.width, ...(await violations(page))]).toEqual([colorScheme, size.width]);
        await takePicture(page, `${name.replaceAll(/\W+/g, '-')}-${colorScheme}-${size.width}`);
      }
      for (const width of [...SIZES.map((size) => size.width), ...ZOOMED]) {
        await page.setViewportSize({ width, height: 600 });
        expect([width, await overflow(page)]).toEqual([width, 0]);
      }
    });
  });

  async function goToSetup(page: Page): Promise<void> {
    const { app, config } = empty;
    const token = await app.get(FirstUser).open(app.get(Clock).now() + 1);
    await page.goto(`${config.issuer}/setup?token=${token}`);
  }

  async function goToCode(page: Page): Promise<void> {
    await page.goto(site.authorizeUrl());
    await signIn(page, 'fay', PASSWORD);
    await page.getByRole('button', { name: 'Verify' }).waitFor();
  }

  async function addAccount(page: Page, username: string): Promise<void> {
    await page.goto(`${world.issuer}/login?prompt=login`);
    await signIn(page, username, PASSWORD);
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
  }

  async function goSignedIn(page: Page, address: string, username = 'alice'): Promise<void> {
    await page.goto(new URL(address, world.issuer).href);
    await signIn(page, username, PASSWORD);
    await page
      .getByRole('heading', { name: /access|account/ })
      .first()
      .waitFor();
  }
});

/** What axe-core finds: the rule, and where it is broken. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
}

/** How many CSS pixels have to be scrolled sideways to. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function takePicture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
