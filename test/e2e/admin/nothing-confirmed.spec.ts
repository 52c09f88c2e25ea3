import { decodeJwt } from 'jose';
import { SessionEntity } from '../../../src/authentication/sessions/session.entity.js';
import { Database } from '../../../src/platform/database/database.js';
import { Invitations } from '../../../src/users/links/invitations.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { allowWriting, forbidWriting } from '../../support/read-only.js';
import { bearer, callRegistration, register, registrationWorld } from '../../support/registration.js';
import { countOf } from '../../support/rows.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  authorizeUrl,
  freshTokens,
  introspect,
  PASSWORD,
  post,
  refresh,
  signedInBrowser,
  signInAs,
  type World,
} from '../../support/world.js';

const BYE = 'https://rp.example/bye';
const SCOPES =
  'users:read users:write clients:read clients:write roles:write keys:write resources:write sessions:read sessions:write consents:write grants:write';

/** Whether an answer says that something was done: it is no error, or sends the browser on. */
const confirms = (status: number) => status < 400;

describe.each(DIALECTS)('while nothing can be written to %s', (dialect) => {
  let world: World;
  let admin: AdminApi;
  let bobId: string;

  beforeAll(async () => {
    world = await registrationWorld({ access: 'open' }, { dialect });
    admin = await adminApi(world, SCOPES);
    bobId = (await world.app.get(UsersService).findByUsername('bob'))?.id ?? '';
    await admin('PATCH', '/clients/app1', { post_logout_redirect_uris: [BYE] });
  });
  afterEach(() => allowWriting(world));
  afterAll(() => world.close());

  /** What happens while the database is read-only. */
  async function meanwhile<T>(work: () => Promise<T>): Promise<T> {
    await forbidWriting(world);
    try {
      return await work();
    } finally {
      await allowWriting(world);
    }
  }

  const sessions = () => countOf(world, SessionEntity);

  it('a sign-out is not confirmed, however often it is asked for, and works when it can be written', async () => {
    const browser = new Browser(world.issuer);
    const { id_token, refresh_token } = await freshTokens(world, { scope: 'openid profile' }, browser);
    const link = `/oauth2/logout?${new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: BYE })}`;
    const cookie = browser.cookie('gatehouse_session');
    const before = await sessions();
    await meanwhile(async () => {
      for (const attempt of [1, 2, 3]) {
        const { status, headers } = await browser.get(link);
        expect([attempt, confirms(status), browser.location]).toEqual([attempt, false, undefined]);
        expect([attempt, headers.get('set-cookie')]).toEqual([attempt, null]);
      }
    });
    expect([browser.cookie('gatehouse_session'), await sessions()]).toEqual([cookie, before]);
    await browser.get(link);
    expect([browser.location, browser.cookie('gatehouse_session'), await sessions()]).toEqual([
      BYE,
      undefined,
      before - 1,
    ]);
    expect((await refresh(world, refresh_token)).status).toBe(400);
  });

  it('the sign-out of all accounts of a browser is confirmed for none', async () => {
    const browser = await signedInBrowser(world);
    await signInAs(browser, 'bob');
    await browser.get('/oauth2/logout');
    const cookie = browser.cookie('gatehouse_session');
    await meanwhile(async () => {
      expect(confirms((await browser.submitFirstForm({ accounts: 'all' })).status)).toBe(false);
    });
    expect(browser.cookie('gatehouse_session')).toBe(cookie);
  });

  it('the account in use stays the same where the choice of another cannot be stored', async () => {
    const browser = await signedInBrowser(world);
    await signInAs(browser, 'bob');
    await browser.get(authorizeUrl(world, { prompt: 'select_account' }));
    const cookie = browser.cookie('gatehouse_session');
    const [, other] = [...browser.page.html.matchAll(/name="choice" value="([^"]+)"/g)].map(([, sid]) => sid);
    await meanwhile(async () => {
      const { status } = await browser.submitFirstForm({ choice: other ?? '' });
      expect(confirms(status)).toBe(false);
    });
    expect(browser.cookie('gatehouse_session')).toBe(cookie);
  });

  it('a sign-in gives no cookie of a session that does not exist', async () => {
    const browser = new Browser(world.issuer);
    await browser.get('/login');
    await meanwhile(async () => {
      const { status } = await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
      expect(confirms(status)).toBe(false);
    });
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
  });

  it('RFC 7009: a revocation is not confirmed', async () => {
    const { access_token, refresh_token } = await freshTokens(world);
    await meanwhile(async () => {
      for (const token of [access_token, refresh_token])
        expect(confirms((await post(world, '/oauth2/revoke', { token })).status)).toBe(false);
    });
    expect(await introspect(world, access_token)).toMatchObject({ active: true });
    for (const token of [access_token, refresh_token])
      expect((await post(world, '/oauth2/revoke', { token })).status).toBe(200);
    expect(await introspect(world, access_token)).toMatchObject({ active: false });
  });

  it('a code stays good where its tokens could not be stored', async () => {
    const browser = new Browser(world.issuer);
    await freshTokens(world, {}, browser);
    await browser.get(authorizeUrl(world));
    const code = new URL(browser.location ?? '').searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: 'https://rp.example/cb' };
    const verifier = { code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' };
    await meanwhile(async () => {
      expect(confirms((await post(world, '/oauth2/token', { ...form, ...verifier })).status)).toBe(false);
    });
    expect((await post(world, '/oauth2/token', { ...form, ...verifier })).status).toBe(200);
  });

  it('neither consent nor its refusal nor its withdrawal is confirmed', async () => {
    for (const decision of ['allow', 'deny']) {
      const browser = await signedInBrowser(world, 'bob');
      await browser.get(authorizeUrl(world, { prompt: 'consent' }));
      await meanwhile(async () => {
        expect(confirms((await browser.submitFirstForm({}, decision)).status)).toBe(false);
      });
      expect(browser.location).toBeUndefined();
    }
    const browser = new Browser(world.issuer);
    await freshTokens(world, {}, browser);
    await browser.get('/account/withdraw?client_id=app1');
    await meanwhile(async () => {
      const { status } = await browser.submitFirstForm();
      expect(confirms(status)).toBe(false);
    });
    expect((await browser.get('/account')).html).toContain('Withdraw access of Example web app');
  });

  it('a new password is not confirmed, and its link stays good', async () => {
    const bob = await world.app.get(UsersService).findByUsername('bob');
    const invitations = world.app.get(Invitations);
    const { text } = await world.app
      .get(Database)
      .transaction((transaction) => invitations.invite(bob as never, transaction));
    const browser = new Browser(world.issuer);
    await browser.get(`/invitation?token=${text}`);
    await meanwhile(async () => {
      const { status } = await browser.submitFirstForm({ password: 'another correct horse battery' });
      expect(confirms(status)).toBe(false);
    });
    expect(await invitations.holder(text)).toMatchObject({ username: 'bob' });
  });

  it('RFC 7591, RFC 7592: no registration, change or deletion of a client is confirmed', async () => {
    const { body } = await register(world);
    const { registration_client_uri: uri, registration_access_token: token, client_id } = body;
    const redirect_uris = ['https://rp.example/other'];
    await meanwhile(async () => {
      const answers = [
        await register(world),
        await callRegistration(uri, 'PUT', { client_id, redirect_uris }, bearer(token)),
        await callRegistration(uri, 'DELETE', undefined, bearer(token)),
      ];
      expect(answers.map(({ status }) => confirms(status))).toEqual([false, false, false]);
    });
    expect((await callRegistration(uri, 'GET', undefined, bearer(token))).body.redirect_uris).toEqual(
      body.redirect_uris,
    );
  });

  it('nothing that an administrator does is confirmed', async () => {
    const { access_token } = await freshTokens(world, {}, undefined, 'bob');
    const { sid } = await sessionOf(admin, bobId);
    const paths: readonly (readonly [method: string, path: string, body?: unknown])[] = [
      ['DELETE', `/users/${bobId}/sessions`],
      ['DELETE', `/users/${bobId}/sessions/${sid}`],
      ['DELETE', `/users/${bobId}/consents/app1`],
      ['DELETE', `/grants/${decodeJwt(access_token).family}`],
      ['POST', `/users/${bobId}/disable`],
      ['POST', `/users/${bobId}/password`, { password: 'another correct horse battery' }],
      ['POST', `/users/${bobId}/invitation`, {}],
      ['DELETE', `/users/${bobId}`],
      ['POST', '/users', { username: 'carol', password: PASSWORD }],
      ['DELETE', '/clients/other'],
      ['POST', '/clients/app1/secret', {}],
      ['POST', '/clients', { redirect_uris: ['https://rp.example/cb'] }],
      ['POST', '/keys', { alg: 'ES256' }],
      ['POST', '/roles', { name: 'librarian', description: 'Reads', scopes: [] }],
      ['DELETE', `/resources/${encodeURIComponent('https://api.example.com')}`],
    ];
    await meanwhile(async () => {
      for (const [method, path, body] of paths) {
        const answer = await admin(method, path, body);
        expect([method, path, answer.status, confirms(answer.status)]).toEqual([method, path, answer.status, false]);
        // What is refused for another reason would say nothing of this.
        expect([method, path, answer.status >= 500, answer.body]).toEqual([method, path, true, answer.body]);
      }
    });
    expect((await admin('GET', `/users/${bobId}`)).body).toMatchObject({ username: 'bob', disabled: false });
    expect((await sessionOf(admin, bobId)).sid).toBe(sid);
  });
});

async function sessionOf(admin: AdminApi, userId: string): Promise<{ readonly sid: string }> {
  const { body } = await admin('GET', `/users/${userId}/sessions`);
  return { sid: body.items[0].id };
}
