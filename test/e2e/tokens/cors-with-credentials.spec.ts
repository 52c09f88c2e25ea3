import { adminToken } from '../../support/admin.js';
import { type Answer, createWorld, freshCode, registerClient, VERIFIER, type World } from '../../support/world.js';

const APP = 'https://app.example';
const OTHER = 'https://spa.example';

/** Fetch standard §3.2.5: what a browser wants to see before it shows a script what it got with `credentials: 'include'`. */
describe('scripts that let the browser send cookies, as keycloak-js does', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
    await registerClient(world, {
      client_id: 'app',
      redirect_uris: [`${APP}/`, `${APP}/silent.html`, 'com.example.app:/cb'],
      token_endpoint_auth_method: 'none',
      scope: 'openid profile offline_access api:read',
    });
  });
  afterAll(() => world.close());

  /** As keycloak-js 26 asks; it sets no other header by itself, so that browsers send no preflight request. */
  async function ask(path: string, form: Readonly<Record<string, string>>, origin = APP, more: object = {}) {
    const headers = { accept: 'application/json', origin, cookie: 'gatehouse_session=anything', ...more };
    const answer = await fetch(world.issuer + path, { method: 'POST', headers, body: new URLSearchParams(form) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }
  const corsOf = ({ headers }: Pick<Answer, 'headers'>) =>
    ['access-control-allow-origin', 'access-control-allow-credentials', 'vary'].map((name) => headers.get(name));
  const OWN = [APP, 'true', 'Origin'];
  const NOT_OWN = ['*', null, 'Origin'];

  const redemption = async () => ({
    code: await freshCode(world, { client_id: 'app', redirect_uri: `${APP}/`, scope: 'openid offline_access' }),
    grant_type: 'authorization_code',
    client_id: 'app',
    redirect_uri: `${APP}/`,
    code_verifier: VERIFIER,
  });

  it('of the client’s own pages read tokens, userinfo and what is revoked, and every refusal on the way', async () => {
    const redeemed = await ask('/oauth2/token', await redemption());
    expect([redeemed.status, corsOf(redeemed)]).toEqual([200, OWN]);
    const refreshToken = { client_id: 'app', refresh_token: redeemed.body.refresh_token };
    const renewed = await ask('/oauth2/token', { grant_type: 'refresh_token', ...refreshToken });
    expect([renewed.status, corsOf(renewed)]).toEqual([200, OWN]);
    const refused = await ask('/oauth2/token', { grant_type: 'refresh_token', client_id: 'app', refresh_token: 'x' });
    expect([refused.status, refused.body.error, corsOf(refused)]).toEqual([400, 'invalid_grant', OWN]);
    const bearer = { authorization: `bearer ${renewed.body.access_token}` };
    const userinfo = await ask('/oauth2/userinfo', {}, APP, bearer);
    expect([userinfo.status, corsOf(userinfo)]).toEqual([200, OWN]);
    const revoked = await ask('/oauth2/revoke', { client_id: 'app', token: renewed.body.refresh_token });
    expect([revoked.status, corsOf(revoked)]).toEqual([200, OWN]);
  });

  it.each([
    OTHER,
    'null',
    'http://app.example',
    'https://app.example:8443',
    'https://app.example.evil.example',
    'https://sub.app.example',
    'HTTPS://APP.EXAMPLE',
    `${APP}, ${OTHER}`,
  ])('of another origin read nothing: %s', async (origin) => {
    const answer = await ask('/oauth2/token', await redemption(), origin);
    expect([answer.status, corsOf(answer)]).toEqual([200, NOT_OWN]);
  });

  it('read nothing of a client that did not prove who it is', async () => {
    for (const form of [{ client_id: 'nobody' }, { client_id: 'app1' }, {}])
      expect(corsOf(await ask('/oauth2/token', form as Record<string, string>, 'https://rp.example'))).toEqual([
        '*',
        null,
        null,
      ]);
  });

  it('read no page, nothing that acts on cookies, and nothing of the admin API', async () => {
    const bearer = { authorization: `Bearer ${await adminToken(world)}` };
    for (const path of ['/oauth2/authorize', '/oauth2/logout', '/login', '/consent', '/oauth2/introspect'])
      expect([path, corsOf(await page(path))]).toEqual([path, [null, null, null]]);
    expect(corsOf(await page('/admin/v1/clients', bearer))).toEqual([null, null, null]);

    function page(path: string, more: object = {}): Promise<Response> {
      const body = new URLSearchParams({ client_id: 'app' });
      const headers = { origin: APP, ...more };
      return fetch(world.issuer + path, { method: 'POST', redirect: 'manual', headers, body });
    }
  });

  it('find the same documents as everyone, which caches may share', async () => {
    for (const path of ['/.well-known/openid-configuration', '/oauth2/jwks'])
      expect(corsOf(await fetch(world.issuer + path, { headers: { origin: APP } }))).toEqual(['*', null, null]);
  });
});
