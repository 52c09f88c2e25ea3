import { decodeJwt } from 'jose';
import type { Client } from '../../../src/clients/client.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { SubjectService } from '../../../src/clients/subject.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { ask, askIn, returned } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import { type ClaimsWorld, claims, createClaimsWorld, learn, userinfo } from '../../support/claims.js';
import {
  authorize,
  authorizeUrl,
  freshTokens,
  PASSWORD,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
} from '../../support/world.js';

let world: ClaimsWorld;

beforeAll(async () => {
  world = await createClaimsWorld();
});
afterAll(() => world.close());

describe('OIDC Core §5.5: the claims parameter', () => {
  it('brings each claim to where it was asked for, and grants no scope by that', async () => {
    const { idToken, userinfo, scope } = await learn(
      world,
      claims({ userinfo: { given_name: { essential: true }, nickname: null }, id_token: { email: null } }),
    );
    expect(userinfo).toEqual({ sub: idToken.sub, given_name: 'Hanako' });
    expect(idToken).toMatchObject({ email: 'hanako@example.com', acr: '1', auth_time: expect.any(Number) });
    expect(idToken).not.toHaveProperty('given_name');
    expect(scope).toBe('openid');
  });

  it('adds to what scopes ask for', async () => {
    const { userinfo } = await learn(world, { scope: 'openid email', ...claims({ userinfo: { birthdate: null } }) });
    expect(Object.keys(userinfo).sort()).toEqual(['birthdate', 'email', 'email_verified', 'sub']);
  });

  it('releases nothing that belongs to a scope the client is not registered for, and is no error (§5.5.1)', async () => {
    const { userinfo, idToken } = await learn(
      world,
      claims({ userinfo: { address: { essential: true }, phone_number: null }, id_token: { address: null } }),
    );
    expect(userinfo).toEqual({ sub: idToken.sub, phone_number: '+81 3 1234 5678' });
    expect(idToken).not.toHaveProperty('address');
  });

  it.each([
    ['unknown claims', { userinfo: { 'urn:example:x': null, roles: null, password_hash: null, __proto__: null } }],
    ['members of requests that nobody defined', { userinfo: { 'given_name#x_y': { purpose: 'fun' } } }],
    ['members that nobody defined', { vp_token: [1], other: 'x' }],
    ['null members', { userinfo: null, id_token: null }],
    ['nothing at all', {}],
  ])('ignores %s', async (_, request) => {
    const { userinfo, idToken } = await learn(world, claims(request));
    expect(userinfo).toEqual({ sub: idToken.sub });
  });

  it('never lets a claim stand in for one of the protocol', async () => {
    const { idToken } = await learn(
      world,
      claims({ id_token: { aud: { value: 'other' }, iss: { value: 'x' }, exp: { value: 1 }, nonce: null, sid: null } }),
    );
    expect(idToken).toMatchObject({ aud: 'app', iss: world.issuer, nonce: 'the-nonce' });
  });

  it('gives a claim as it is, whatever value was hoped for', async () => {
    const { userinfo } = await learn(
      world,
      claims({ userinfo: { email: { value: 'x@example.com' }, phone_number: null } }),
    );
    expect(userinfo).toMatchObject({ email: 'hanako@example.com' });
  });

  it('counts after refreshing too, also with a narrower scope', async () => {
    const request = claims({ userinfo: { given_name: null }, id_token: { email: null } });
    const { refreshToken } = await learn(world, { scope: 'openid offline_access phone', ...request });
    const { body } = await refresh(world, refreshToken, { scope: 'openid' }, world.reader);
    expect(decodeJwt(body.id_token)).toMatchObject({ email: 'hanako@example.com' });
    expect(Object.keys(await userinfo(world, body.access_token)).sort()).toEqual(['given_name', 'sub']);
    const again = await refresh(world, body.refresh_token, {}, world.reader);
    expect(decodeJwt(again.body.id_token)).toMatchObject({ email: 'hanako@example.com' });
  });

  it('counts for its own authorization only', async () => {
    const first = await learn(world, claims({ userinfo: { email: null } }));
    const second = await learn(world, {});
    expect([first.userinfo, second.userinfo].map((each) => 'email' in each)).toEqual([true, false]);
    expect(await userinfo(world, first.accessToken)).toHaveProperty('email');
  });

  it('works by POST', async () => {
    const browser = await signedInBrowser(world, 'hanako');
    const url = new URL(
      authorizeUrl(world, { client_id: 'app', scope: 'openid', ...claims({ id_token: { email: null } }) }),
    );
    await browser.post('/oauth2/authorize', Object.fromEntries(url.searchParams));
    if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    expect(decodeJwt((await redeem(world, code, {}, world.reader)).body.id_token)).toHaveProperty('email');
  });

  it.each([
    'email',
    '{',
    '{"userinfo":{"email":null}',
    'null',
    '[]',
    '"x"',
    '1',
    '{"userinfo":[]}',
    '{"userinfo":"email"}',
    '{"id_token":true}',
    '{"userinfo":{"email":true}}',
    '{"userinfo":{"email":"x"}}',
    '{"userinfo":{"email":["x"]}}',
    '{"id_token":{"email":{"essential":"true"}}}',
    '{"id_token":{"email":{"essential":null}}}',
    '{"id_token":{"acr":{"values":"1"}}}',
    '{"id_token":{"acr":{"value":"1","values":["1"]}}}',
    '{"id_token":{"acr":{"essential":true,"value":1}}}',
    '{"id_token":{"sub":{"value":1}}}',
    '{"userinfo":{"sub":{"values":["a",null]}}}',
  ])('is refused where it is %s', async (text) => {
    expect(returned(await ask(world, { claims: text }))).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('the parameter claims'),
      state: 'the-state',
    });
  });

  it('is refused where it is sent twice or too long', async () => {
    const twice = await fetch(`${authorizeUrl(world, claims({}))}&claims=%7B%7D`, { redirect: 'manual' });
    expect(twice.headers.get('location')).toContain('error=invalid_request');
    expect(returned(await ask(world, claims({ x: 'x'.repeat(9000) })))).toMatchObject({ error: 'invalid_request' });
    const deep = `${'['.repeat(1500)}${']'.repeat(1500)}`;
    expect(returned(await ask(world, { claims: deep }))).toMatchObject({ error: 'invalid_request' });
  });
});

describe('consent to claims that are asked for by name', () => {
  const request = { scope: 'openid', ...claims({ id_token: { phone_number: null }, userinfo: { address: null } }) };

  it('is asked for like the scope they belong to, and remembered like it', async () => {
    const client = await registerClient(world, {
      client_id: 'curious',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid phone',
    });
    const browser = await signedInBrowser(world, 'hanako');
    const parameters = { client_id: client.id, ...request };
    await authorize(world, { client_id: client.id, scope: 'openid' }, browser);
    expect((await askIn(browser, world, { ...parameters, prompt: 'none' })).searchParams.get('error')).toBe(
      'consent_required',
    );
    expect((await askIn(browser, world, parameters)).pathname).toBe('/consent');
    expect(browser.page.html).toContain('phone number');
    expect(browser.page.html).not.toContain('postal address');
    await browser.submitFirstForm({}, 'deny');
    expect(browser.location).toContain('error=access_denied');
    await askIn(browser, world, parameters);
    await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
    expect((await askIn(browser, world, { ...parameters, prompt: 'none' })).searchParams.has('code')).toBe(true);
  });

  it('is not asked for by a client of the organisation itself', async () => {
    const own = await registerClient(world, {
      client_id: 'own',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid phone',
      first_party: true,
    });
    const { idToken } = await learn(world, request, own);
    expect(idToken).toMatchObject({ phone_number: '+81 3 1234 5678' });
  });
});

describe('OIDC Core §5.5.1: sub with a value', () => {
  const expecting = (sub: string, member = 'id_token') => claims({ [member]: { sub: { value: sub } } });
  const idOf = async (username: string) => (await world.app.get(UsersService).findByUsername(username))?.id ?? '';
  const outcome = ({ searchParams, pathname }: URL) =>
    searchParams.get('error') ?? (searchParams.has('code') ? 'code' : pathname);

  it.each(['id_token', 'userinfo'])('in %s is answered about that person only', async (member) => {
    const browser = await signedInBrowser(world);
    await authorize(world, {}, browser);
    const [alice, bob] = await Promise.all(['alice', 'bob'].map(idOf));
    const as = async (parameters: Record<string, string>) => outcome(await askIn(browser, world, parameters));
    expect(await as({ ...expecting(alice as string, member), prompt: 'none' })).toBe('code');
    expect(await as({ ...expecting(bob as string, member), prompt: 'none' })).toBe('login_required');
    expect(await as({ ...expecting('nobody', member), prompt: 'none' })).toBe('login_required');
    expect(await as(expecting(bob as string, member))).toBe('/login');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
    expect(browser.location).toContain('code=');
  });

  it('is login_required where another person signs in', async () => {
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world, expecting(await idOf('bob'))));
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.location).toContain('error=login_required');
  });

  it('may be one of several, and has to agree with id_token_hint', async () => {
    const browser = await signedInBrowser(world);
    const { id_token: id_token_hint } = await freshTokens(world, {}, browser);
    const several = claims({ id_token: { sub: { values: ['x', await idOf('alice')] } } });
    const as = async (parameters: Record<string, string>) =>
      outcome(await askIn(browser, world, { ...parameters, prompt: 'none' }));
    expect(await as(several)).toBe('code');
    expect(await as({ ...several, id_token_hint })).toBe('code');
    expect(await as({ ...expecting(await idOf('bob')), id_token_hint })).toBe('login_required');
    const both = { id_token: { sub: { value: await idOf('alice') } }, userinfo: { sub: { value: 'x' } } };
    expect(await as(claims(both))).toBe('login_required');
  });

  it('is compared with the subject that the client knows', async () => {
    await registerClient(world, {
      client_id: 'paired',
      redirect_uris: ['https://rp.example/cb'],
      scope: 'openid',
      first_party: true,
      subject_type: 'pairwise',
    });
    const client = await world.app.get(ClientsService).find('paired');
    const alice = { id: await idOf('alice') };
    const subject = world.app.get(SubjectService).subjectFor(alice, client as Client);
    const browser = await signedInBrowser(world);
    const as = async (sub: string) =>
      outcome(await askIn(browser, world, { client_id: 'paired', scope: 'openid', prompt: 'none', ...expecting(sub) }));
    expect(await as(subject)).toBe('code');
    expect(await as(alice.id)).toBe('login_required');
  });
});
