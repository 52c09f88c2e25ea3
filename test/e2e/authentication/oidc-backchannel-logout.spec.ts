import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { DeliveryEntity } from '../../../src/platform/outbox/delivery.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { allDelivered } from '../../support/all-delivered.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import {
  deliver,
  type LogoutSite,
  registerLogoutClient,
  signInTo,
  signOut,
  startLogoutSite,
} from '../../support/logout-site.js';
import { deleteRows, rowsOf } from '../../support/rows.js';
import { createTestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import {
  authorize,
  createWorld,
  PASSWORD,
  redeem,
  refresh,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

describe('OpenID Connect Back-Channel Logout', () => {
  let world: World;
  let site: LogoutSite;
  let shop: TestClient;
  let mail: TestClient;

  beforeAll(async () => {
    world = await createWorld();
  });
  beforeEach(async () => {
    site = await startLogoutSite();
    await deleteRows(world, SessionEntity);
    shop = await register('shop', '/backchannel?of=shop');
    mail = await register('mail', '/backchannel?of=mail', { id_token_signed_response_alg: 'ES256' });
  });
  afterEach(() => site.close());
  afterAll(() => world.close());

  let registered = 0;
  const register = (name: string, path?: string, metadata: Readonly<Record<string, unknown>> = {}) =>
    registerLogoutClient(world, site, {
      client_id: `${name}-${++registered}`,
      ...(path === undefined ? {} : { backchannel_logout_uri: site.origin + path }),
      ...metadata,
    });
  const tokenOf = (body: string) => new URLSearchParams(body).get('logout_token') ?? '';
  const waiting = async () => (await rowsOf(world, DeliveryEntity)).map(({ attempts }) => attempts);
  const alice = async () => {
    const user = await world.app.get(UsersService).findByUsername('alice');
    if (!user) throw new Error('there is no alice');
    return user;
  };

  it('is advertised (§2.1)', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ backchannel_logout_supported: true, backchannel_logout_session_supported: true });
  });

  it('posts a signed logout token to each client of the session, and to no other (§2.4, §2.5)', async () => {
    const browser = await signedInBrowser(world);
    const { id_token: idToken } = await signInTo(world, site, shop, browser);
    await signInTo(world, site, mail, browser);
    await signInTo(world, site, await register('silent'), browser);
    await signInTo(world, site, await register('plain', '/backchannel?of=plain'), browser, { scope: 'api:read' });
    await signInTo(world, site, await register('elsewhere', '/backchannel?of=else'), await signedInBrowser(world));
    const before = Math.floor(Date.now() / 1000);
    await signOut(browser);
    await site.heard(2);
    await allDelivered(world);
    expect(site.received.map(({ method, path, contentType }) => [method, path, contentType]).sort()).toEqual([
      ['POST', '/backchannel?of=mail', 'application/x-www-form-urlencoded'],
      ['POST', '/backchannel?of=shop', 'application/x-www-form-urlencoded'],
    ]);
    const { sid, sub } = decodeJwt(idToken);
    const keys = createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`));
    for (const { path, body } of site.received) {
      const client = path.endsWith('shop') ? shop : mail;
      const { payload, protectedHeader } = await jwtVerify(tokenOf(body), keys, {
        issuer: world.issuer,
        audience: client.id,
        typ: 'logout+jwt',
      });
      expect(protectedHeader.alg).toBe(client === shop ? 'RS256' : 'ES256');
      const { iat = 0, exp = 0 } = payload;
      expect(payload).toEqual({
        iss: world.issuer,
        aud: client.id,
        sub,
        sid,
        iat,
        exp,
        jti: expect.stringMatching(/^.{20,}$/),
        events: { [EVENT]: {} },
      });
      expect(iat).toBeGreaterThanOrEqual(before);
      expect(exp - iat).toBe(120);
    }
    expect(new Set(site.received.map(({ body }) => decodeJwt(tokenOf(body)).jti)).size).toBe(2);
  });

  it('is about the subject that the client knows (OIDC Core §8)', async () => {
    const browser = await signedInBrowser(world);
    const paired = await register('paired', '/backchannel', { subject_type: 'pairwise' });
    const { id_token: idToken } = await signInTo(world, site, paired, browser);
    await signOut(browser);
    const [request] = await site.heard(1);
    const { sub } = decodeJwt(tokenOf(request?.body ?? ''));
    expect([sub, sub === (await alice()).id]).toEqual([decodeJwt(idToken).sub, false]);
  });

  it('is taken neither for an ID token hint nor for an access token', async () => {
    const browser = await signedInBrowser(world);
    await signInTo(world, site, shop, browser);
    await signOut(browser);
    const [request] = await site.heard(1);
    const token = tokenOf(request?.body ?? '');
    expect((await browser.get(`/oauth2/logout?id_token_hint=${token}`)).status).toBe(400);
    const userinfo = await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(userinfo.status).toBe(401);
  });

  it('tells a client once, however often it got an ID token in the session', async () => {
    const browser = await signedInBrowser(world);
    await Promise.all([1, 2, 3, 4].map(() => signInTo(world, site, shop, browserLike(browser))));
    await signInTo(world, site, shop, browser, { prompt: 'login' });
    await signOut(browser);
    await site.heard(1);
    await allDelivered(world);
    expect(site.received).toHaveLength(1);
  });

  it('ends what was authorized in the session, codes too, but not redeemed offline access', async () => {
    const browser = await signedInBrowser(world);
    const online = await signInTo(world, site, shop, browser);
    const offline = await signInTo(world, site, shop, browser, { scope: 'openid offline_access api:read' });
    const redirectUri = `${site.origin}/cb`;
    const unredeemed = await authorize(
      world,
      { client_id: shop.id, redirect_uri: redirectUri, scope: 'openid offline_access' },
      browser,
    );
    await signOut(browser);
    expect((await refresh(world, online.refresh_token, {}, shop)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(world, offline.refresh_token, {}, shop)).status).toBe(200);
    const late = await redeem(world, unredeemed.get('code') ?? '', { redirect_uri: redirectUri }, shop);
    expect(late.body).toMatchObject({ error: 'invalid_grant' });
  });

  it('tries again later, with a new token, where a client is down or fails', async () => {
    const clock = stopClock(world);
    const browser = await signedInBrowser(world);
    await signInTo(world, site, shop, browser);
    site.status = 503;
    await signOut(browser);
    await site.heard(1);
    await until(async () => (await waiting())[0] === 1);
    site.status = 204;
    clock.pass(600);
    deliver(world);
    const [first, second] = await site.heard(2);
    const [old, fresh] = [first, second].map((each) => decodeJwt(tokenOf(each?.body ?? '')));
    expect(fresh?.iat).toBe((old?.iat ?? 0) + 600);
    expect(fresh?.jti).not.toBe(old?.jti);
    await allDelivered(world);
    clock.goOn();
  });

  it('does not try again where the client answers 400, which says that trying again would not help (§2.8)', async () => {
    const browser = await signedInBrowser(world);
    await signInTo(world, site, shop, browser);
    site.status = 400;
    await signOut(browser);
    await site.heard(1);
    await allDelivered(world);
  });

  it.each([
    ['is disabled', async () => world.app.get(UsersService).disable((await alice()).id)],
    [
      'is signed out by an administrator',
      async () =>
        (await adminApi(world, 'roles:write sessions:write'))('DELETE', `/users/${(await alice()).id}/sessions`),
    ],
    [
      'gets another password',
      async () =>
        (await adminApi(world, 'roles:write users:write'))('POST', `/users/${(await alice()).id}/password`, {
          password: PASSWORD,
        }),
    ],
  ])('reaches the clients of every browser when a user %s', async (_, act) => {
    const browsers = [await signedInBrowser(world), await signedInBrowser(world)];
    for (const browser of browsers) await signInTo(world, site, shop, browser);
    await signInTo(world, site, mail, await signedInBrowser(world, 'bob'));
    await act();
    await site.heard(2);
    await allDelivered(world);
    const tokens = site.received.map(({ body }) => decodeJwt(tokenOf(body)));
    expect(new Set(tokens.map(({ sid }) => sid)).size).toBe(2);
    expect(tokens.map(({ sub, aud }) => [sub, aud])).toEqual(Array(2).fill([(await alice()).id, shop.id]));
    await world.app.get(UsersService).enable((await alice()).id);
    await browsers[0]?.get('/account');
    expect(browsers[0]?.trail).toEqual(['/account', '/login']);
  });

  it('reaches the clients of every account where the browser signs out of all', async () => {
    const browser = await signedInBrowser(world);
    await signInTo(world, site, shop, browser);
    await browser.get('/login?prompt=login');
    await browser.submitFirstForm({ username: 'bob', password: PASSWORD });
    await signInTo(world, site, mail, browser);
    await browser.get('/oauth2/logout');
    await browser.submitFirstForm({}, 'all');
    await site.heard(2);
    const heard = site.received.map(({ body }) => decodeJwt(tokenOf(body)).aud);
    expect(heard.sort()).toEqual([mail.id, shop.id].sort());
  });

  it('survives a restart of the server', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite');
    const first = await createWorld({ databaseUrl: `sqlite:${path}` });
    const client = await registerLogoutClient(first, site, {
      client_id: 'shop',
      backchannel_logout_uri: `${site.origin}/backchannel`,
    });
    const browser = await signedInBrowser(first);
    const { id_token: idToken } = await signInTo(first, site, client, browser);
    site.status = 500;
    await signOut(browser);
    await site.heard(1);
    await first.close();
    site.status = 200;
    const second = await createTestApp(first.config);
    const clock = stopClock(second);
    clock.pass(600);
    deliver(second);
    const received = await site.heard(2);
    expect(decodeJwt(tokenOf(received[1]?.body ?? '')).sid).toBe(decodeJwt(idToken).sid);
    await second.close();
  });

  it('names its kind in the header, so that nothing else takes it for its own (RFC 8725 §3.11)', async () => {
    const browser = await signedInBrowser(world);
    await signInTo(world, site, shop, browser);
    await signOut(browser);
    const [request] = await site.heard(1);
    expect(decodeProtectedHeader(tokenOf(request?.body ?? ''))).toEqual({
      alg: 'RS256',
      typ: 'logout+jwt',
      kid: expect.any(String),
    });
  });

  /** Another tab of the same browser. */
  function browserLike(browser: Browser): Browser {
    const tab = new Browser(world.issuer);
    for (const name of ['gatehouse_session', 'gatehouse_browser']) tab.setCookie(name, browser.cookie(name) ?? '');
    return tab;
  }
});
