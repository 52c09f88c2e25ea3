import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { ClientIdentifiers } from '../../../src/clients/client-identifiers.js';
import { KeysService } from '../../../src/keys/keys.service.js';
import { SIGNING_ALGORITHMS } from '../../../src/keys/signing-algorithm.js';
import { Database } from '../../../src/platform/database/database.js';
import { createAccessTokenVerifier } from '../../../src/resource-server/access-token-verifier.js';
import { remoteKeySet } from '../../../src/resource-server/remote-key-set.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import type { Browser } from '../../support/browser.js';
import { expectRefused, MACHINE, send } from '../../support/client-assertions.js';
import { DIALECTS } from '../../support/test-database.js';
import {
  type Answer,
  API,
  createWorld,
  freshCode,
  introspect,
  post,
  redeem,
  refresh,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

const FORMATS = SIGNING_ALGORITHMS.flatMap((alg) => ['at+jwt', 'JWT'].map((typ) => [alg, typ] as const));

describe.each(DIALECTS)('access tokens as their resource wants them, on %s', (dialect) => {
  let world: World;
  let api: AdminApi;
  let machine: TestClient;
  let web: TestClient;
  let browser: Browser;
  let keySet: JWTVerifyGetKey;

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, 'resources:read resources:write clients:read clients:write');
    for (const [alg, typ] of FORMATS) {
      const body = { ...resourceOf(alg, typ), access_token_signing_alg: alg, access_token_typ: typ };
      expect(await api('POST', '/resources', body)).toMatchObject({ status: 201, body });
    }
    const scope = FORMATS.map(([alg, typ]) => scopeOf(alg, typ)).join(' ');
    machine = await registerClient(world, { grant_types: ['client_credentials'], response_types: [], scope });
    web = await registerClient(world, {
      client_id: 'web',
      redirect_uris: ['https://rp.example/cb'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: `openid profile api:read ${scope}`,
    });
    browser = await signedInBrowser(world);
    keySet = createRemoteJWKSet(new URL(`${world.issuer}/oauth2/jwks`), { cooldownDuration: 0 });
  });
  afterAll(() => world.close());

  const identifierOf = (alg: string, typ: string) => `https://${alg}-${typ.replace('+', '-')}.example`;
  const scopeOf = (alg: string, typ: string) => `read:${alg}:${typ}`;
  const resourceOf = (alg: string, typ: string) => ({
    identifier: identifierOf(alg, typ),
    name: `API of ${alg}`,
    scopes: { [scopeOf(alg, typ)]: { description: 'Read' } },
  });
  const ownToken = async (alg: string, typ: string): Promise<string> => {
    const form = { grant_type: 'client_credentials', scope: scopeOf(alg, typ) };
    return (await post(world, '/oauth2/token', form, machine)).body.access_token;
  };
  const code = (scope: string) => freshCode(world, { client_id: 'web', scope }, browser);
  const tokensFor = async (scope: string, form = {}): Promise<Answer> => redeem(world, await code(scope), form, web);
  const userinfo = async (token: string) =>
    (await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;

  it.each(FORMATS)(
    'are signed with %s and typed %s, and verified by jose, our guard and introspection',
    async (alg, typ) => {
      const token = await ownToken(alg, typ);
      const audience = identifierOf(alg, typ);
      const { protectedHeader } = await jwtVerify(token, keySet, {
        issuer: world.issuer,
        audience,
        typ,
        algorithms: [alg],
      });
      expect(protectedHeader).toEqual({ alg, typ, kid: expect.any(String) });
      const guard = createAccessTokenVerifier({ issuer: world.issuer, audience, keySet: remoteKeySet(world.issuer) });
      await expect(guard(token)).resolves.toMatchObject({ client_id: machine.id, scope: scopeOf(alg, typ) });
      const shown = await introspect(world, token);
      expect(shown).toMatchObject({ active: true, aud: audience, token_type: 'Bearer' });
      expect(shown).not.toHaveProperty('token_use');
    },
  );

  it.each(FORMATS)('of %s and %s count no more when they are revoked', async (alg, typ) => {
    const token = await ownToken(alg, typ);
    expect((await post(world, '/oauth2/revoke', { token }, machine)).status).toBe(200);
    expect(await introspect(world, token)).toEqual({ active: false });
  });

  it('are accepted as JWT by a resource server that checks as Nimbus does: typ JWT or none, RS256', async () => {
    const token = await ownToken('RS256', 'JWT');
    const { alg, typ } = decodeProtectedHeader(token);
    expect([alg, typ === undefined || typ.toUpperCase() === 'JWT']).toEqual(['RS256', true]);
    const jwks = (await (await fetch(`${world.issuer}/oauth2/jwks`)).json()) as JSONWebKeySet;
    const rsa = { keys: jwks.keys.filter(({ kty, use }) => kty === 'RSA' && use === 'sig') };
    await expect(jwtVerify(token, createLocalJWKSet(rsa))).resolves.toBeDefined();
  });

  it('are for userinfo too in the format of the resource, at first and after a refresh', async () => {
    const { body } = await tokensFor(`openid ${scopeOf('PS256', 'JWT')}`);
    const again = (await refresh(world, body.refresh_token, {}, web)).body;
    for (const token of [body.access_token, again.access_token]) {
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'PS256', typ: 'JWT' });
      expect(decodeJwt(token).aud).toEqual([world.issuer, identifierOf('PS256', 'JWT')]);
      expect(await userinfo(token)).toBe(200);
    }
    const { protectedHeader } = await jwtVerify(body.id_token, keySet, { audience: 'web' });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  });

  it('are as before for a resource that says nothing', async () => {
    const { access_token } = (await tokensFor('openid api:read')).body;
    expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(access_token)).not.toHaveProperty('token_use');
  });

  it('are refused for resources that want different formats; the code is not used up, and one resource works', async () => {
    const scope = `openid api:read ${scopeOf('RS256', 'JWT')}`;
    const both = await code(scope);
    const refused = await redeem(world, both, {}, web);
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_target']);
    expect(refused.body.error_description).toContain(API);
    expect(refused.body.error_description).toContain('parameter resource');
    const one = await redeem(world, both, { resource: API }, web);
    expect([one.status, decodeProtectedHeader(one.body.access_token).alg]).toEqual([200, 'ES256']);
    const refusedAgain = await refresh(world, one.body.refresh_token, {}, web);
    expect([refusedAgain.status, refusedAgain.body.error]).toEqual([400, 'invalid_target']);
    const other = await refresh(world, one.body.refresh_token, { resource: identifierOf('RS256', 'JWT') }, web);
    expect(decodeProtectedHeader(other.body.access_token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  });

  it('can be had for several resources that want the same', async () => {
    const body = { ...resourceOf('RS256', 'JWT'), identifier: 'urn:same', scopes: { same: { description: 'Same' } } };
    await api('POST', '/resources', { ...body, access_token_signing_alg: 'RS256', access_token_typ: 'JWT' });
    const scope = `same ${scopeOf('RS256', 'JWT')}`;
    const twice = await registerClient(world, { ...MACHINE, scope, token_endpoint_auth_method: 'client_secret_post' });
    const form = { grant_type: 'client_credentials', client_id: twice.id, client_secret: twice.secret };
    const { access_token } = (await post(world, '/oauth2/token', form, null)).body;
    expect(decodeJwt(access_token).aud).toEqual(expect.arrayContaining(['urn:same', identifierOf('RS256', 'JWT')]));
  });

  describe('with the typ JWT (RFC 8725 §3.11)', () => {
    it('pass for no ID token: neither as a hint, nor at a client, whose identifier no audience can be', async () => {
      const { access_token } = (await tokensFor(`openid ${scopeOf('RS256', 'JWT')}`)).body;
      await expect(world.app.get(KeysService).verifyHint(access_token)).rejects.toThrow('is no ID token');
      await expect(jwtVerify(access_token, keySet, { issuer: world.issuer, audience: 'web' })).rejects.toThrow('aud');
    });

    it('pass for no client assertion, even if the client has registered the keys of this server', async () => {
      const jwks = (await (await fetch(`${world.issuer}/oauth2/jwks`)).json()) as JSONWebKeySet;
      const metadata = { ...MACHINE, client_id: 'ours', token_endpoint_auth_method: 'private_key_jwt' };
      await registerClient(world, { ...metadata, jwks: { keys: jwks.keys.filter(({ alg }) => alg === 'RS256') } });
      const claims = { ...decodeJwt(await ownToken('RS256', 'JWT')), sub: 'ours', aud: world.issuer };
      const token = await world.app.get(KeysService).signAccessToken(claims, { typ: 'JWT', alg: 'RS256' });
      await expectRefused(send(world, token), /the claim iss of the client assertion must be ours/);
    });

    it.each(['id_token', 'userinfo', 'logout token'])(
      'are not what an %s is, which passes for no access token',
      async (kind) => {
        const keys = world.app.get(KeysService);
        const { access_token, id_token } = (await tokensFor('openid')).body;
        const made: Readonly<Record<string, () => Promise<string>>> = {
          id_token: async () => id_token,
          // Whatever a mapping of claims has it say, and whoever it is for.
          userinfo: () => keys.sign({ ...decodeJwt(access_token), token_use: 'access' }, { typ: 'JWT', alg: 'RS256' }),
          'logout token': () => keys.sign({ ...decodeJwt(access_token) }, { typ: 'logout+jwt', alg: 'RS256' }),
        };
        const token = (await made[kind]?.()) ?? '';
        expect([await userinfo(token), await introspect(world, token)]).toEqual([401, { active: false }]);
        await expect(keys.verifyAccessToken(token)).rejects.toThrow(/header typ|jti of the token is missing/);
      },
    );
  });

  it.each(['a resource', 'the server itself'])('are for an identifier of %s that no client can have', async (whose) => {
    const clientId = whose === 'a resource' ? API : world.issuer;
    const refused = await api('POST', '/clients', { client_id: clientId, redirect_uris: ['https://rp.example/cb'] });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/client_id']);
    const demanded = world.app
      .get(Database)
      .transaction((transaction) => world.app.get(ClientIdentifiers).demand(clientId, transaction));
    await expect(demanded).rejects.toThrow('/client_id is the identifier of a resource');
  });

  it('are changed back by null, and what cannot be is refused with its place', async () => {
    const path = `/resources/${encodeURIComponent('urn:changing')}`;
    const body = { identifier: 'urn:changing', name: 'C', access_token_signing_alg: 'RS256', access_token_typ: 'JWT' };
    await api('POST', '/resources', body);
    const { body: left } = await api('PATCH', path, { access_token_signing_alg: null, access_token_typ: null });
    expect(left).toEqual({ identifier: 'urn:changing', name: 'C', scopes: {}, built_in: false });
    for (const wrong of [
      { access_token_signing_alg: 'HS256' },
      { access_token_typ: 'at+JWT' },
      { access_token_typ: 1 },
    ]) {
      const { status, body: problem } = await api('PATCH', path, wrong);
      expect([status, problem.errors[0].pointer]).toEqual([400, `/${Object.keys(wrong)[0]}`]);
    }
  });
});
