import fc from 'fast-check';
import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import { Enrolments } from '../../../src/factors/enrolments.service.js';
import { passkeyRefusal } from '../../../src/factors/passkeys/passkey-refusals.js';
import type { Reason } from '../../../src/factors/passkeys/passkey-refused.js';
import { textsFor } from '../../../src/platform/texts/texts.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Browser } from '../../support/browser.js';
import { addPasskey, csrfOf, ENROL, passkeyOptions } from '../../support/passkeys.js';
import { SoftwareAuthenticator } from '../../support/software-authenticator.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const STEP = '/second-factor/passkey';
const RACERS = 50;

const words = (reason: Reason) => textsFor('en')(passkeyRefusal(reason));

describe.each(DIALECTS)('a passkey on %s', (dialect) => {
  let world: World;
  /** A second replica, if the database can have one. */
  let replica: TestApp | undefined;
  let people = 0;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    if (dialect === 'postgres') replica = await createTestApp({ ...world.config, port: world.config.port + 1 });
  });
  afterAll(async () => {
    await replica?.close();
    await world.close();
  });

  async function newUser(): Promise<string> {
    people += 1;
    const username = `person-${people}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    return username;
  }

  /** Someone with a passkey, and a browser in which that person has given the password. */
  async function waiting(traits?: ConstructorParameters<typeof SoftwareAuthenticator>[1]) {
    const username = await newUser();
    const authenticator = new SoftwareAuthenticator(world.issuer, traits);
    await addPasskey(await signedInBrowser(world, username), authenticator);
    const browser = await signedInBrowser(world, username);
    return { username, authenticator, browser };
  }

  const sessionOf = (browser: Browser) =>
    world.app.get(SessionsService).current({ gatehouse_session: browser.cookie('gatehouse_session') });

  it('is asked for after the password, of those of the account only', async () => {
    const { authenticator, browser } = await waiting();
    expect(browser.page.url).toBe(world.issuer + STEP);
    expect(await sessionOf(browser)).toBeUndefined();
    const asked = await passkeyOptions(browser, `${STEP}/options`);
    expect(asked.allowCredentials).toEqual([
      { type: 'public-key', id: authenticator.id, transports: ['internal', 'hybrid'] },
    ]);
    const passkey = authenticator.use(asked);
    await browser.post(STEP, { csrf: await csrfOf(browser, STEP), passkey });
    expect(await sessionOf(browser)).toMatchObject({ amr: ['pwd', 'pop', 'user', 'mfa'] });
  });

  it('of someone else completes no sign-in', async () => {
    const { browser } = await waiting();
    const other = await waiting();
    const passkey = other.authenticator.use(await passkeyOptions(browser, `${STEP}/options`));
    const { html } = await browser.post(STEP, { csrf: await csrfOf(browser, STEP), passkey });
    expect(html).toContain(words('unknown'));
    expect(await sessionOf(browser)).toBeUndefined();
  });

  it('counts user verification once a password has stood for it', async () => {
    const { authenticator, browser } = await waiting({ userVerified: false });
    const signInAlone = async () => {
      const fresh = new Browser(world.issuer);
      const passkey = authenticator.use(await passkeyOptions(fresh, '/login/passkey'), { userVerified: true });
      await fresh.post('/login', { csrf: await csrfOf(fresh, '/login'), passkey });
      return (await sessionOf(fresh))?.amr;
    };
    expect(await signInAlone()).toBeUndefined();
    const passkey = authenticator.use(await passkeyOptions(browser, `${STEP}/options`), { userVerified: true });
    await browser.post(STEP, { csrf: await csrfOf(browser, STEP), passkey });
    expect(await sessionOf(browser)).toMatchObject({ amr: ['pwd', 'pop', 'user', 'mfa'] });
    expect(await signInAlone()).toEqual(['pop', 'user', 'mfa']);
  });

  it('is added once, and only by who has just signed in', async () => {
    const username = await newUser();
    const browser = await signedInBrowser(world, username);
    const authenticator = new SoftwareAuthenticator(world.issuer);
    const passkey = authenticator.create(await passkeyOptions(browser, `${ENROL}/options`));
    const csrf = await csrfOf(browser, ENROL);
    const user = await world.app.get(UsersService).findByUsername(username);
    const added = async () =>
      (await world.app.get(Enrolments).list(user?.id as string)).filter(({ factor }) => factor === 'passkey');
    await browser.post(ENROL, { csrf, passkey });
    expect(await added()).toHaveLength(1);
    // The account has a factor now, which this session has not proven.
    expect((await browser.post(ENROL, { csrf, passkey })).url).toBe(world.issuer + STEP);
    const thief = await signedInBrowser(world, await newUser());
    expect((await addPasskey(thief, authenticator)).html).toContain(words('known'));
    expect(await added()).toHaveLength(1);
    await new Browser(world.issuer).get(`${ENROL}/options`).then(({ url }) => expect(url).toContain('/login'));
  });

  it('is used once, however many requests bring it at the same time to whatever replica', async () => {
    const { authenticator } = await waiting();
    const browser = new Browser(world.issuer);
    const passkey = authenticator.use(await passkeyOptions(browser, '/login/passkey'));
    const csrf = await csrfOf(browser, '/login');
    const body = new URLSearchParams({ csrf, passkey });
    const headers = { cookie: `gatehouse_browser=${browser.cookie('gatehouse_browser')}` };
    const servers = [world.config.port, replica?.config.port ?? world.config.port];
    const answers = await Promise.all(
      Array.from({ length: RACERS }, (_, index) =>
        fetch(`http://localhost:${servers[index % 2]}/login`, { method: 'POST', body, headers, redirect: 'manual' }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(RACERS - 1);
  });

  it('that is garbage is refused, and never a fault of the server', async () => {
    const { authenticator, browser } = await waiting();
    const asked = await passkeyOptions(browser, `${STEP}/options`);
    const login = await passkeyOptions(browser, '/login/passkey');
    const enroller = await signedInBrowser(world, await newUser());
    const making = await passkeyOptions(enroller, `${ENROL}/options`);
    const forms = [
      { from: browser, path: STEP, csrf: await csrfOf(browser, STEP), good: authenticator.use(asked) },
      { from: browser, path: '/login', csrf: await csrfOf(browser, '/login'), good: authenticator.use(login) },
      {
        from: enroller,
        path: ENROL,
        csrf: await csrfOf(enroller, ENROL),
        good: new SoftwareAuthenticator(world.issuer).create(making),
      },
    ];
    const member = fc.constantFrom('id', 'rawId', 'type', 'response');
    const inner = fc.constantFrom(
      'clientDataJSON',
      'authenticatorData',
      'attestationObject',
      'signature',
      'userHandle',
    );
    const value = fc.oneof(fc.jsonValue(), fc.string(), fc.base64String(), fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...forms),
        member,
        inner,
        value,
        fc.boolean(),
        async (form, outer, part, bad, deep) => {
          const answer = JSON.parse(form.good);
          if (deep) answer.response[part] = bad;
          else answer[outer] = bad;
          const { status } = await form.from.post(form.path, { csrf: form.csrf, passkey: JSON.stringify(answer) });
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 60 },
    );
  });
});
