import { decodeJwt } from 'jose';
import { ResourcesService } from '../../../src/resources/resources.service.js';
import { ask, returned, visit } from '../../support/authorization.js';
import { Browser } from '../../support/browser.js';
import {
  API,
  authorizeUrl,
  createWorld,
  freshTokens,
  post,
  redeem,
  refresh,
  registerClient,
  type TestClient,
  VERIFIER,
  type World,
} from '../../support/world.js';

const FILES = 'https://files.example.com/v1';
const SCOPE = 'openid offline_access api:read api:write files:read';

let world: World;
let client: TestClient;
let browser: Browser;

beforeAll(async () => {
  world = await createWorld();
  await world.app.get(ResourcesService).upsert({
    identifier: FILES,
    name: 'Files',
    accessTokenLifetime: 120,
    scopes: [{ name: 'files:read', description: 'Read your files' }],
  });
  client = await registerClient(world, {
    client_id: 'both',
    redirect_uris: ['https://rp.example/cb'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scope: SCOPE,
  });
  browser = new Browser(world.issuer);
});
afterAll(() => world.close());

const REQUEST = { client_id: 'both', scope: SCOPE };
/** A code for a request that names these resources. */
async function codeFor(...resources: string[]): Promise<string> {
  const url = new URL(authorizeUrl(world, REQUEST));
  for (const resource of resources) url.searchParams.append('resource', resource);
  await browser.get(url.href);
  if (browser.page.url.includes('/login'))
    await browser.submitFirstForm({ username: 'alice', password: 'correct horse battery staple' });
  if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
  return new URL(browser.location ?? '').searchParams.get('code') ?? '';
}
const tokensFor = async (code: string, overrides: Record<string, string> = {}) =>
  redeem(world, code, overrides, client);
const facts = ({ body }: { body: { access_token: string; scope: string; expires_in: number } }) => {
  const { aud, scope, exp = 0, iat = 0 } = decodeJwt(body.access_token);
  expect([body.scope, body.expires_in]).toEqual([scope, exp - iat]);
  return { aud, scope, lifetime: exp - iat };
};

describe('RFC 8707: the audience of an access token', () => {
  it('is every resource that owns one of the granted scopes where none is named, for the shortest of their lifetimes', async () => {
    expect(facts(await tokensFor(await codeFor()))).toEqual({
      aud: [world.issuer, API, FILES],
      scope: SCOPE,
      lifetime: 120,
    });
  });

  it('is a string where there is one, and a list where there are several (RFC 7519 §4.1.3)', async () => {
    const one = decodeJwt((await freshTokens(world, { scope: 'api:read' })).access_token);
    const two = decodeJwt((await freshTokens(world, { scope: 'openid api:read' })).access_token);
    expect([one.aud, two.aud]).toEqual([API, [world.issuer, API]]);
  });

  it('is the requested resource, whose scopes are all that is left', async () => {
    expect(facts(await tokensFor(await codeFor(API)))).toEqual({
      aud: API,
      scope: 'openid offline_access api:read api:write',
      lifetime: 600,
    });
    expect(facts(await tokensFor(await codeFor(FILES)))).toEqual({
      aud: FILES,
      scope: 'openid offline_access files:read',
      lifetime: 120,
    });
  });

  it('is each of several requested resources', async () => {
    expect(facts(await tokensFor(await codeFor(API, FILES, API))).aud).toEqual([API, FILES]);
  });

  it('narrows at the token endpoint to one of those that were granted (§2.2)', async () => {
    expect(facts(await tokensFor(await codeFor(API, FILES), { resource: FILES })).aud).toBe(FILES);
    expect(facts(await tokensFor(await codeFor(), { resource: API })).aud).toBe(API);
  });

  it('does not grow at the token endpoint; the code may be tried again', async () => {
    const code = await codeFor(API);
    const { status, body } = await tokensFor(code, { resource: FILES });
    expect([status, body.error]).toEqual([400, 'invalid_target']);
    expect((await tokensFor(code)).status).toBe(200);
  });

  it('is chosen anew at each refresh, which narrows nothing for later', async () => {
    const first = (await tokensFor(await codeFor(API, FILES))).body;
    const files = await refresh(world, first.refresh_token, { resource: FILES }, client);
    expect(facts(files)).toEqual({ aud: FILES, scope: 'openid offline_access files:read', lifetime: 120 });
    const api = await refresh(world, files.body.refresh_token, { resource: API }, client);
    expect(facts(api).aud).toBe(API);
    expect(facts(await refresh(world, api.body.refresh_token, {}, client)).aud).toEqual([API, FILES]);
  });

  it('does not grow at a refresh, and a refused one leaves the token as it is', async () => {
    const { refresh_token } = (await tokensFor(await codeFor(API))).body;
    const refused = await refresh(world, refresh_token, { resource: FILES }, client);
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_target']);
    expect((await refresh(world, refresh_token, {}, client)).status).toBe(200);
  });

  it('is chosen with client credentials too', async () => {
    const form = { grant_type: 'client_credentials', resource: FILES };
    expect(facts(await post(world, '/oauth2/token', form, client))).toEqual({
      aud: FILES,
      scope: 'files:read',
      lifetime: 120,
    });
  });

  it('is refused where nothing of the scope would be left for it', async () => {
    expect(returned(await ask(world, { ...REQUEST, scope: 'api:read', resource: FILES }))).toMatchObject({
      error: 'invalid_target',
    });
    const form = { grant_type: 'client_credentials', scope: 'api:read', resource: FILES };
    const { status, body } = await post(world, '/oauth2/token', form, client);
    expect([status, body.error]).toEqual([400, 'invalid_target']);
  });

  it('without the issuer is not good for userinfo', async () => {
    const { access_token } = (await tokensFor(await codeFor(API))).body;
    const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  const WRONG: [string, string][] = [
    ['unknown', 'https://unknown.example'],
    ['with a fragment', `${API}#x`],
    ['relative', '/api'],
    ['no URI', 'api'],
    ['longer than the registered one', `${API}/`],
    ['of another case', API.toUpperCase()],
    ['with spaces', `${API} ${FILES}`],
    ['a script', '"><script>'],
  ];

  it.each(WRONG)('is refused at the authorization endpoint where it is %s; the client is told', async (_, resource) => {
    const parameters = returned(await ask(world, { ...REQUEST, resource }));
    expect(parameters).toMatchObject({ error: 'invalid_target', state: 'the-state', iss: world.issuer });
  });

  it.each(WRONG)('is refused at the token endpoint where it is %s', async (_, resource) => {
    const { status, body } = await post(world, '/oauth2/token', { grant_type: 'client_credentials', resource }, client);
    expect([status, body.error]).toEqual([400, 'invalid_target']);
  });

  it('is refused where one of several is unknown', async () => {
    const url = `${authorizeUrl(world, REQUEST)}&resource=${encodeURIComponent(API)}&resource=https%3A%2F%2Funknown.example`;
    expect(returned(await visit(world, url))).toMatchObject({ error: 'invalid_target' });
  });

  it('survives signing in and consenting, all of it', async () => {
    const fresh = new Browser(world.issuer);
    const url = `${authorizeUrl(world, REQUEST)}&resource=${encodeURIComponent(API)}&resource=${encodeURIComponent(FILES)}`;
    await fresh.get(url);
    await fresh.submitFirstForm({ username: 'bob', password: 'correct horse battery staple' });
    await fresh.submitFirstForm({}, 'allow');
    const code = new URL(fresh.location ?? '').searchParams.get('code') ?? '';
    const { body } = await post(
      world,
      '/oauth2/token',
      { grant_type: 'authorization_code', code, redirect_uri: 'https://rp.example/cb', code_verifier: VERIFIER },
      client,
    );
    expect(decodeJwt(body.access_token).aud).toEqual([API, FILES]);
  });
});
