import { Mailbox } from '../../../src/mail/mailbox.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { ADMIN_SCOPES } from '../../support/admin-scopes.js';
import { codeAt, giveApp } from '../../support/authenticator-app.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { failingWrite } from '../../support/failing-writes.js';
import { fillIn } from '../../support/registering.js';
import {
  authorizeUrl,
  createWorld,
  freshCode,
  freshTokens,
  PASSWORD,
  post,
  redeem,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const CHOSEN = 'a password that was chosen later';
const TOTP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'Phone' };

/** More writes than any of these acts has. */
const MANY = 9;

type Answer = { readonly status: number };

/** Prepares an act of its own each time. @returns what does it */
type Act = () => Promise<() => Promise<Answer>>;

describe('an act of which one write fails, whichever, is not confirmed', () => {
  let world: World;
  let clock: StoppedClock;
  let admin: AdminApi;
  let made = 0;

  beforeAll(async () => {
    const roomSettings = { userRegistration: { mode: 'open', limit: 1000 }, mail: { limit: 1000 } };
    world = await createWorld({ roomSettings });
    clock = stopClock(world);
    admin = await adminApi(world, [...ADMIN_SCOPES.names].join(' '));
  });
  afterAll(() => world.close());

  const newName = () => `person-${++made}`;
  const person = async () => {
    const username = newName();
    const more = { email: `${username}@example.com`, email_verified: true };
    const { id } = await world.app.get(UsersService).create({ username, password: PASSWORD, ...more });
    return { id, username };
  };
  /** The link of a mail to this address that leads to this page. */
  const linkTo = async (address: string, path: string) => {
    const mailbox = world.app.get(Mailbox);
    for (;;) {
      const texts = mailbox.list().map((mail) => JSON.stringify(mail));
      const [link] =
        /http[^"\\ <>]*token=[\w-]+/.exec(texts.find((text) => text.includes(address) && text.includes(path)) ?? '') ??
        [];
      if (link !== undefined) return link;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const submitting =
    (browser: Browser, form: Readonly<Record<string, string>> = {}, button?: string) =>
    () =>
      browser.submitFirstForm(form, button);
  const signedIn = async (path: string, form: Readonly<Record<string, string>> = {}) => {
    const { username } = await person();
    const browser = await signedInBrowser(world, username);
    await browser.get(path);
    return submitting(browser, form);
  };
  const opened = async (
    link: string,
    form: Readonly<Record<string, string>> = {},
    browser = new Browser(world.issuer),
  ) => {
    await browser.get(link);
    return submitting(browser, form);
  };
  const consenting = async (decision: string) => {
    const browser = await signedInBrowser(world, (await person()).username);
    await browser.get(authorizeUrl(world));
    return submitting(browser, {}, decision);
  };
  const registered = async (username: string) =>
    fillIn(world, clock, '/register', { username, email: `${username}@example.com`, password: PASSWORD });

  const acts: Readonly<Record<string, Act>> = {
    'a sign-in': async () => opened('/login', { username: (await person()).username, password: PASSWORD }),
    'a sign-in once more': async () => {
      const { username } = await person();
      return opened('/login?prompt=login', { username, password: PASSWORD }, await signedInBrowser(world, username));
    },
    'a second factor': async () => {
      const { username } = await person();
      const key = await giveApp(world, username);
      const browser = await signedInBrowser(world, username);
      return submitting(browser, { code: codeAt(key, clock.now()), remember: 'yes' });
    },
    'a sign-out': () => signedIn('/oauth2/logout'),
    consent: () => consenting('allow'),
    'a denial': () => consenting('deny'),
    'a registration': async () => {
      const browser = new Browser(world.issuer);
      await browser.get('/register');
      clock.pass(3);
      const username = newName();
      return submitting(browser, { username, email: `${username}@example.com`, password: PASSWORD });
    },
    'the end of a registration': async () => {
      const username = newName();
      const browser = await registered(username);
      return opened(await linkTo(`${username}@example.com`, '/register/verify'), {}, browser);
    },
    'a change of the profile': () => signedIn('/account/profile', { given_name: 'New' }),
    'a change of the password': () => signedIn('/account/password', { current_password: PASSWORD, password: CHOSEN }),
    'another address': () => signedIn('/account/email', { email: `${newName()}@example.net` }),
    'the proof of an address': async () => {
      const { username } = await person();
      const browser = await signedInBrowser(world, username);
      await browser.get('/account/email');
      await browser.submitFirstForm({ email: `${username}@example.net` });
      return opened(await linkTo(`${username}@example.net`, '/verify-address'), {}, browser);
    },
    'the deletion of the own account': () => signedIn('/account/delete'),
    'another password': async () => {
      const { username } = await person();
      await (await opened('/forgot-password', { username }))();
      return opened(await linkTo(`${username}@example.com`, '/reset-password'), { password: CHOSEN });
    },
    'the redemption of a code': async () => {
      const code = await freshCode(world, {}, undefined, (await person()).username);
      return () => redeem(world, code);
    },
    'a refresh': async () => {
      const { refresh_token } = await freshTokens(world, {}, undefined, (await person()).username);
      return () => refresh(world, refresh_token);
    },
    'a revocation': async () => {
      const { access_token: token } = await freshTokens(world, {}, undefined, (await person()).username);
      return () => post(world, '/oauth2/revoke', { token });
    },
  };

  const operations: readonly (readonly [method: string, path: string, body?: (name: string) => object])[] = [
    ['POST', '/users', (username) => ({ username })],
    ['PATCH', '/users/ID', () => ({ given_name: 'New' })],
    ['POST', '/users/ID/disable'],
    ['POST', '/users/ID/password', () => ({ password: CHOSEN })],
    ['POST', '/users/ID/invitation', () => ({})],
    ['POST', '/users/ID/factors', () => TOTP],
    ['DELETE', '/users/ID'],
    ['POST', '/clients', (client_id) => ({ client_id, redirect_uris: ['https://rp.example/cb'] })],
    ['POST', '/clients/app1/secret', () => ({})],
    ['POST', '/roles', (name) => ({ name, description: 'Reads', scopes: [] })],
    ['POST', '/user-attributes', (name) => ({ name, description: 'Something' })],
    ['POST', '/protected-hosts', (name) => ({ host: `${name}.example`, name, rules: [{}] })],
    ['POST', '/keys', () => ({ alg: 'ES256' })],
    ['POST', '/initial-access-tokens', () => ({})],
    ['POST', '/registration-invitations', () => ({})],
    ['POST', '/mail/test', () => ({ to: 'someone@example.com' })],
    ['PUT', '/terms', (version) => ({ version, contents: { text: 'Be kind' } })],
    ['DELETE', '/terms'],
  ];
  const operation = ([method, path, body]: (typeof operations)[number]): Act => {
    return async () => {
      const { id } = await person();
      return () => admin(method, path.replace('ID', id), body?.(newName()));
    };
  };

  it.each([...Object.entries(acts), ...operations.map((each) => [`${each[0]} ${each[1]}`, operation(each)] as const)])(
    '%s',
    async (_, act) => {
      for (let nth = 1; nth < MANY; nth++) {
        const { result, failed } = await failingWrite(world, nth, await act());
        if (failed === undefined) {
          expect([nth > 1, result.status < 400]).toEqual([true, true]);
          return;
        }
        expect([nth, failed, result.status]).toEqual([nth, failed, 503]);
      }
      throw new Error(`there are more than ${MANY} writes`);
    },
  );
});
