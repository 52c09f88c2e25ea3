import { decodeJwt } from 'jose';
import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import { passkeyRefusal } from '../../../src/factors/passkeys/passkey-refusals.js';
import { PASSKEY_SETTINGS } from '../../../src/factors/passkeys/passkey-settings.js';
import { readConfig } from '../../../src/platform/config/read-config.js';
import { textsFor } from '../../../src/platform/texts/texts.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Browser } from '../../support/browser.js';
import { claims } from '../../support/claims.js';
import { addPasskey, csrfOf, ENROL, passkeyOptions, signInByPasskey } from '../../support/passkeys.js';
import { SoftwareAuthenticator } from '../../support/software-authenticator.js';
import {
  authorizeUrl,
  createWorld,
  PASSWORD,
  redeem,
  registerClient,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const MODEL = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const OTHER_MODEL = 'ee882879-721c-4913-9775-3dfcce97072a';
const RELATED = 'https://login.example.de';
const STEP = '/second-factor/passkey';
const SETUP = `${STEP}/setup`;

describe('passkeys of some models, also of related origins', () => {
  let world: World;
  let people = 0;

  beforeAll(async () => {
    world = await createWorld({
      roomSettings: { passkeys: { aaguids: [MODEL], relatedOrigins: [RELATED], countsAsTwo: true } },
    });
    await registerClient(world, {
      client_id: 'strict',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid',
      second_factor: 'required',
      first_party: true,
    });
  });
  afterAll(() => world.close());

  async function newUser(): Promise<string> {
    people += 1;
    const username = `person-${people}`;
    await world.app.get(UsersService).create({ username, password: PASSWORD });
    return username;
  }
  const authenticatorOf = (aaguid: string, more = {}) => new SoftwareAuthenticator(world.issuer, { aaguid, ...more });
  const sessionOf = (browser: Browser) =>
    world.app.get(SessionsService).current({ gatehouse_session: browser.cookie('gatehouse_session') });
  const pathOf = ({ page }: Browser) => new URL(page.url).pathname;
  const idTokenOf = async (browser: Browser, client = world.app1) => {
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    return decodeJwt((await redeem(world, code, {}, client)).body.id_token);
  };

  it('are taken of the listed models only, of which browsers are asked', async () => {
    const browser = await signedInBrowser(world, await newUser());
    expect(await passkeyOptions(browser, `${ENROL}/options`)).toMatchObject({ attestation: 'direct' });
    const refused = await addPasskey(browser, authenticatorOf(OTHER_MODEL));
    expect([refused.status, refused.html]).toEqual([
      400,
      expect.stringContaining(textsFor('en')(passkeyRefusal('model'))),
    ]);
    expect((await addPasskey(browser, authenticatorOf(MODEL))).html).toContain('id="recovery-codes"');
  });

  it('reach phrh if the key cannot be copied, and phr if it can', async () => {
    const reached = async (backup: 'impossible' | 'done') => {
      const authenticator = authenticatorOf(MODEL, { backup });
      await addPasskey(await signedInBrowser(world, await newUser()), authenticator);
      const browser = new Browser(world.issuer);
      await signInByPasskey(browser, authenticator);
      const session = await sessionOf(browser);
      return [session?.acr, session?.amr];
    };
    expect(await reached('impossible')).toEqual(['phrh', ['pop', 'user', 'hwk', 'mfa']]);
    expect(await reached('done')).toEqual(['phr', ['pop', 'user', 'mfa']]);
  });

  it('are used on pages of related origins, which browsers read at /.well-known/webauthn, and of no others', async () => {
    const answer = await fetch(`${world.issuer}/.well-known/webauthn`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toEqual({ origins: [world.issuer, RELATED] });
    const authenticator = authenticatorOf(MODEL);
    await addPasskey(await signedInBrowser(world, await newUser()), authenticator, { origin: RELATED });
    const browser = new Browser(world.issuer);
    await signInByPasskey(browser, authenticator, { origin: 'https://login.example.fr' });
    expect(await sessionOf(browser)).toBeUndefined();
    await signInByPasskey(browser, authenticator, { origin: RELATED });
    expect(await sessionOf(browser)).toBeDefined();
  });

  it('are added and managed where password managers look', async () => {
    const answer = await fetch(`${world.issuer}/.well-known/passkey-endpoints`);
    expect([answer.headers.get('access-control-allow-origin'), await answer.json()]).toEqual([
      '*',
      { enroll: `${world.issuer}${ENROL}`, manage: `${world.issuer}/account/factors` },
    ]);
  });

  it('step a session up that an app demands phr of, and the ID token says so', async () => {
    const authenticator = authenticatorOf(MODEL);
    const browser = await signedInBrowser(world, await newUser());
    await addPasskey(browser, authenticator);
    const demand = { scope: 'openid', ...claims({ id_token: { acr: { essential: true, value: 'phr' } } }) };
    await browser.get(authorizeUrl(world, demand));
    const { searchParams } = new URL(browser.page.url);
    expect(pathOf(browser)).toBe(STEP);
    const request = searchParams.get('request') as string;
    const asked = await passkeyOptions(browser, `${STEP}/options?request=${request}`);
    const csrf = await csrfOf(browser, `${STEP}?request=${request}`);
    await browser.post(STEP, { csrf, request, passkey: authenticator.use(asked) });
    await browser.submitFirstForm({}, 'allow');
    expect(await idTokenOf(browser)).toMatchObject({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
  });

  it('are set up in a sign-in that needs a second factor, before there is a session', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, { client_id: 'strict', scope: 'openid' }));
    await browser.submitFirstForm({ username: await newUser(), password: PASSWORD });
    const [, setup = ''] = new RegExp(`href="(${SETUP}[^"]+)"`).exec(browser.page.html) ?? [];
    const address = setup.replaceAll('&amp;', '&');
    const query = new URL(address, world.issuer).search;
    expect(await sessionOf(browser)).toBeUndefined();
    // Without a sign-in that waits, no one gets anything to sign.
    expect((await new Browser(world.issuer).get(`${SETUP}/options${query}`)).url).toContain('/login');
    const asked = await passkeyOptions(browser, `${SETUP}/options${query}`);
    await browser.get(address);
    const passkey = authenticatorOf(MODEL).create(asked);
    const shown = await browser.submitFirstForm({ passkey });
    expect(shown.html).toContain('id="recovery-codes"');
    const [, onward = ''] = /id="recovery-codes-kept" href="([^"]+)"/.exec(shown.html) ?? [];
    await browser.get(onward.replaceAll('&amp;', '&'));
    expect(new URL(browser.location ?? '').searchParams.has('code')).toBe(true);
    expect(await sessionOf(browser)).toMatchObject({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
  });
});

describe('passkeys that do not count as two factors', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ roomSettings: { passkeys: { aaguids: [], relatedOrigins: [], countsAsTwo: false } } });
  });
  afterAll(() => world.close());

  it('complete a sign-in by password, and sign no one in by themselves, also not who has forgotten the password', async () => {
    const authenticator = new SoftwareAuthenticator(world.issuer);
    await addPasskey(await signedInBrowser(world, 'bob'), authenticator);
    const sessionOf = (browser: Browser) =>
      world.app.get(SessionsService).current({ gatehouse_session: browser.cookie('gatehouse_session') });
    const browser = new Browser(world.issuer);
    expect((await browser.get('/login')).html).not.toContain('id="passkey"');
    expect((await browser.get('/login/passkey')).status).toBe(404);
    expect((await browser.get('/forgot-password')).html).not.toContain('/forgot-password/passkey');
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    expect(new URL(browser.page.url).pathname).toBe(STEP);
    const answer = authenticator.use(await passkeyOptions(browser, `${STEP}/options`));
    // The answer to a challenge of the step is none of a sign-in.
    const alone = new Browser(world.issuer);
    await alone.post('/login', { csrf: await csrfOf(alone, '/login'), passkey: answer });
    expect(await sessionOf(alone)).toBeUndefined();
    await browser.post(STEP, { csrf: await csrfOf(browser, STEP), passkey: answer });
    expect(await sessionOf(browser)).toMatchObject({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
  });
});

describe('the settings of passkeys', () => {
  const read = (settings: Readonly<Record<string, string>>) =>
    readConfig(settings, [PASSKEY_SETTINGS]).roomSettings?.passkeys;

  it('list models and origins', () => {
    const given = { PASSKEY_AAGUIDS: `${MODEL.toUpperCase()}, ${OTHER_MODEL}`, PASSKEY_RELATED_ORIGINS: RELATED };
    expect(read(given)).toMatchObject({ aaguids: [MODEL, OTHER_MODEL], relatedOrigins: [RELATED] });
    expect(read({})).toMatchObject({ aaguids: [], relatedOrigins: [] });
  });

  it.each([
    ['PASSKEY_AAGUIDS', 'yubikey', 'PASSKEY_AAGUIDS must list AAGUIDs'],
    ['PASSKEY_RELATED_ORIGINS', 'http://login.example.de', 'PASSKEY_RELATED_ORIGINS must list https origins'],
    ['PASSKEY_RELATED_ORIGINS', `${RELATED}/`, 'PASSKEY_RELATED_ORIGINS must list https origins'],
    [
      'PASSKEY_RELATED_ORIGINS',
      [1, 2, 3, 4, 5, 6].map((each) => `https://${each}.example`).join(),
      'PASSKEY_RELATED_ORIGINS must list at most 5',
    ],
  ])('%s=%s stops the start', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  it('without related origins leave nothing to read at /.well-known/webauthn', async () => {
    const world = await createWorld();
    expect((await fetch(`${world.issuer}/.well-known/webauthn`)).status).toBe(404);
    await world.close();
  });
});
