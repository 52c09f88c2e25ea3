import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import { Enrolments } from '../../../src/factors/enrolments.service.js';
import { PASSKEY_EVENTS } from '../../../src/factors/passkeys/audit-events.js';
import { passkeyRefusal } from '../../../src/factors/passkeys/passkey-refusals.js';
import type { Reason } from '../../../src/factors/passkeys/passkey-refused.js';
import { textsFor } from '../../../src/platform/texts/texts.js';
import { UsersService } from '../../../src/users/users.service.js';
import { auditEvents } from '../../support/audit-log.js';
import { Browser, type Visit } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { addPasskey, csrfOf, ENROL, passkeyOptions, signInByPasskey } from '../../support/passkeys.js';
import { SoftwareAuthenticator } from '../../support/software-authenticator.js';
import { authorizeUrl, createWorld, PASSWORD, REDIRECT_URI, signedInBrowser, type World } from '../../support/world.js';

const words = (reason: Reason) => textsFor('en')(passkeyRefusal(reason));
const FIVE_MINUTES = 300;
describe('signing in by a passkey', () => {
  let world: World;
  let clock: StoppedClock;
  /** Whose passkey was added last. */
  let username: string;

  beforeAll(async () => {
    world = await createWorld();
    clock = stopClock(world);
  });
  afterAll(() => world.close());

  let people = 0;

  /** An authenticator whose passkey someone has just added, who has no other factor. */
  async function enrolled(traits?: ConstructorParameters<typeof SoftwareAuthenticator>[1]) {
    people += 1;
    username = `user-${people}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    const authenticator = new SoftwareAuthenticator(world.issuer, traits);
    await addPasskey(await signedInBrowser(world, username), authenticator);
    return authenticator;
  }

  const sessionOf = (browser: Browser) =>
    world.app.get(SessionsService).current({ gatehouse_session: browser.cookie('gatehouse_session') });

  /** Tells that the sign-in page says why, and that no one is signed in. */
  async function expectRefusal(browser: Browser, { status, html }: Visit, reason: Reason) {
    expect({ status, html }).toEqual({ status: 401, html: expect.stringContaining(words(reason)) });
    expect(html).not.toContain('aria-invalid');
    expect(await sessionOf(browser)).toBeUndefined();
  }

  it('needs no username and no password, and goes on to the app', async () => {
    const browser = new Browser(world.issuer);
    const authenticator = await enrolled();
    await browser.get(authorizeUrl(world, { scope: 'openid' }));
    const request = new URL(browser.page.url).searchParams.get('request') as string;
    const csrf = await csrfOf(browser, browser.page.url);
    const passkey = authenticator.use(await passkeyOptions(browser, '/login/passkey'));
    await browser.post('/login', { csrf, request, passkey });
    await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toMatch(`${REDIRECT_URI}?`);
    expect(new URL(browser.location as string).searchParams.has('code')).toBe(true);
    expect(await sessionOf(browser)).toMatchObject({ user: { username }, amr: ['pop', 'user', 'mfa'] });
  });

  it('needs an authenticator that verifies who uses it, and did so when the passkey was added', async () => {
    const authenticator = await enrolled({ userVerified: false });
    for (const userVerified of [false, true, true]) {
      const browser = new Browser(world.issuer);
      await expectRefusal(browser, await signInByPasskey(browser, authenticator, { userVerified }), 'unverified');
    }
    const browser = new Browser(world.issuer);
    await expectRefusal(
      browser,
      await signInByPasskey(browser, await enrolled(), { userVerified: false }),
      'unverified',
    );
  });

  it('lets who has forgotten the password choose another one', async () => {
    const authenticator = await enrolled();
    const browser = new Browser(world.issuer);
    const passkey = authenticator.use(await passkeyOptions(browser, '/login/passkey'));
    await browser.get('/forgot-password');
    expect(browser.page.html).toContain('/forgot-password/passkey');
    await browser.get('/forgot-password/passkey');
    await browser.submitFirstForm({ passkey });
    expect(new URL(browser.page.url).pathname).toBe('/password');
    await browser.submitFirstForm({ password: 'another password altogether' });
    expect(await sessionOf(browser)).toMatchObject({ amr: ['pop', 'user', 'mfa'] });
    const later = new Browser(world.issuer);
    await later.get('/login');
    await later.submitFirstForm({ username, password: 'another password altogether' });
    expect(new URL(later.page.url).pathname).toBe('/second-factor/passkey');
  });

  it.each([
    ['on a page of another origin', { origin: 'https://evil.example' }, 'origin'],
    ['inside a page of another site', { clientData: { crossOrigin: true } }, 'origin'],
    ['for another relying party', { rpId: 'evil.example' }, 'invalid'],
    ['to make a key', { type: 'webauthn.create' }, 'invalid'],
    ['while no one was there', { userPresent: false }, 'invalid'],
    ['with another challenge', { clientData: { challenge: 'AAAA' } }, 'outdated'],
    ['of another account', { userHandle: 'AAAA' }, 'unknown'],
    ['of no account', { userHandle: undefined }, 'unknown'],
  ] as const)('is refused if the passkey was used %s', async (_, answering, reason) => {
    const browser = new Browser(world.issuer);
    await expectRefusal(browser, await signInByPasskey(browser, await enrolled(), answering), reason);
  });

  it('is refused with a signature of another key', async () => {
    const browser = new Browser(world.issuer);
    const [authenticator, other] = [await enrolled(), new SoftwareAuthenticator(world.issuer)];
    const asked = await passkeyOptions(browser, '/login/passkey');
    const answer = JSON.parse(authenticator.use(asked));
    answer.response.signature = JSON.parse(other.use(asked)).response.signature;
    const csrf = await csrfOf(browser, '/login');
    await expectRefusal(browser, await browser.post('/login', { csrf, passkey: JSON.stringify(answer) }), 'invalid');
  });

  it('takes a challenge for five minutes, once, and of the same browser only', async () => {
    const authenticator = await enrolled();
    const browser = new Browser(world.issuer);
    const stranger = new Browser(world.issuer);
    const asked = await passkeyOptions(browser, '/login/passkey');
    const send = async (from: Browser, passkey: string) =>
      from.post('/login', { csrf: await csrfOf(from, '/login?prompt=login'), passkey });
    expect(asked.timeout).toBe(FIVE_MINUTES * 1000);
    const answer = authenticator.use(asked);
    await expectRefusal(stranger, await send(stranger, answer), 'outdated');
    clock.pass(FIVE_MINUTES - 1);
    expect((await send(browser, answer)).url).toBe(`${world.issuer}/account`);
    expect((await send(browser, answer)).html).toContain(words('outdated'));
    expect((await send(browser, authenticator.use(asked))).html).toContain(words('outdated'));
    const late = authenticator.use(await passkeyOptions(stranger, '/login/passkey'));
    clock.pass(FIVE_MINUTES);
    await expectRefusal(stranger, await send(stranger, late), 'outdated');
  });

  it('takes no challenge that was made to add a passkey', async () => {
    const authenticator = await enrolled();
    const browser = await signedInBrowser(world, 'bob');
    const { challenge, rp } = await passkeyOptions(browser, `${ENROL}/options`);
    const passkey = authenticator.use({ challenge, rpId: rp.id });
    const { html } = await browser.post('/login', { csrf: await csrfOf(browser, '/login?prompt=login'), passkey });
    expect(html).toContain(words('outdated'));
  });

  it('takes a counter that goes up, or one that is never used, and says that there may be two otherwise', async () => {
    const authenticator = await enrolled({ counts: true });
    const uses = async (counter: number) => {
      const { url, html } = await signInByPasskey(new Browser(world.issuer), authenticator, { counter });
      return html.includes(words('copied')) ? 'copied' : new URL(url).pathname;
    };
    expect([await uses(7), await uses(8), await uses(8), await uses(3), await uses(0), await uses(9)]).toEqual([
      '/account',
      '/account',
      'copied',
      'copied',
      'copied',
      '/account',
    ]);
    const synced = await enrolled();
    for (let times = 0; times < 2; times += 1)
      expect((await signInByPasskey(new Browser(world.issuer), synced)).url).toBe(`${world.issuer}/account`);
    const events = (await auditEvents(world)).filter(({ type }) => type === 'passkey.refused');
    const reasons = events.map(({ details }) => details);
    expect(reasons).toContainEqual(expect.objectContaining({ reason: 'copied', id: expect.any(String) }));
    expect(PASSKEY_EVENTS.refused.description).toContain('`copied`');
  });

  it('is refused if the key can suddenly be copied', async () => {
    const authenticator = await enrolled({ backup: 'impossible' });
    authenticator.backup = 'done';
    const browser = new Browser(world.issuer);
    await expectRefusal(browser, await signInByPasskey(browser, authenticator), 'invalid');
  });

  it('ends with the passkey, and with the account', async () => {
    const authenticator = await enrolled();
    const users = world.app.get(UsersService);
    const bob = await users.findByUsername(username);
    const browser = new Browser(world.issuer);
    await users.disable(bob?.id as string);
    await expectRefusal(browser, await signInByPasskey(browser, authenticator), 'unknown');
    await users.enable(bob?.id as string);
    await signInByPasskey(browser, authenticator);
    const all = await world.app.get(Enrolments).list(bob?.id as string);
    const passkey = all.find(({ factor }) => factor === 'passkey');
    await expect(world.app.get(Enrolments).remove(passkey?.id as string, bob?.id as string, {})).resolves.toBe(
      'removed',
    );
    const later = new Browser(world.issuer);
    await expectRefusal(later, await signInByPasskey(later, authenticator), 'unknown');
  });

  it('asks everyone for the same, and writes nothing for who only asks', async () => {
    const browser = new Browser(world.issuer);
    const { challenge, ...asked } = await passkeyOptions(browser, '/login/passkey');
    expect(asked).toEqual({
      rpId: 'localhost',
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    });
    expect((await passkeyOptions(browser, '/login/passkey')).challenge).not.toBe(challenge);
    expect(browser.page.headers.get('cache-control')).toBe('no-store');
  });

  it('leaves the form with username and password the first of the page', async () => {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(await sessionOf(browser)).toMatchObject({ amr: ['pwd'] });
  });
});

it('a network has so many refused passkeys looked at and recorded, and no more', async () => {
  const world = await createWorld();
  const authenticator = new SoftwareAuthenticator(world.issuer);
  await addPasskey(await signedInBrowser(world), authenticator);
  const browser = new Browser(world.issuer);
  const wrong = authenticator.use(await passkeyOptions(browser, '/login/passkey'), { userPresent: false });
  const csrf = await csrfOf(browser, '/login');
  const send = async () => (await browser.post('/login', { csrf, passkey: wrong })).status;
  const statuses: number[] = [];
  for (let count = 0; count < 60; count++) statuses.push(await send());
  expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
  expect(browser.page.headers.get('retry-after')).toMatch(/^\d+$/);
  const refused = (await auditEvents(world)).filter(({ type }) => type === PASSKEY_EVENTS.refused.name);
  expect(refused).toHaveLength(51);
  await world.close();
});
