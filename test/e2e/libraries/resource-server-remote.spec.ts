import { Controller, Get, Global, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JWTPayload } from 'jose';
import {
  ACCESS_TOKEN_STATUS,
  type AccessTokenClaims,
  CurrentToken,
  RequireAuthentication,
  RequireScope,
  ResourceServerModule,
} from '../../../src/resource-server/index.js';
import { remoteKeySet } from '../../../src/resource-server/remote-key-set.js';
import { startTestIssuer, type TestIssuer } from '../../support/test-issuer.js';

const AUDIENCE = 'https://api.example.com';

@Controller('reports')
class ReportsController {
  @Get()
  @RequireScope('api:read')
  list(@CurrentToken() token: AccessTokenClaims): { sub: string } {
    return { sub: token.sub };
  }

  @Get('strong')
  @RequireScope('api:read')
  @RequireAuthentication({ acr: ['phr', 'gold'] })
  strong(): void {}

  @Get('recent')
  @RequireAuthentication({ maxAge: 300 })
  recent(): void {}
}

@Global()
@Module({
  providers: [
    {
      provide: ACCESS_TOKEN_STATUS,
      useValue: { isRevoked: async ({ jti }: AccessTokenClaims) => jti === 'revoked' },
    },
  ],
  exports: [ACCESS_TOKEN_STATUS],
})
class StatusModule {}

describe('a resource server elsewhere', () => {
  let server: TestIssuer;
  const apps: NestFastifyApplication[] = [];

  beforeEach(async () => {
    server = await startTestIssuer();
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await server.close();
  });

  /** Another Nest application; returns a function that calls it. */
  async function api(...modules: Type[]): Promise<(jwt?: string, path?: string) => Promise<Response>> {
    const protection = ResourceServerModule.forRoot({ issuer: server.issuer, audience: AUDIENCE });
    @Module({ imports: [protection, ...modules], controllers: [ReportsController] })
    class ApiModule {}
    const app = await NestFactory.create<NestFastifyApplication>(ApiModule, new FastifyAdapter(), { logger: false });
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    const url = `${await app.getUrl()}/reports`;
    return (jwt, path = '') =>
      fetch(url + path, { headers: jwt === undefined ? {} : { authorization: `Bearer ${jwt}` } });
  }

  const token = (changes: JWTPayload = {}, typ?: string) =>
    server.token({ aud: AUDIENCE, scope: 'api:read', ...changes }, typ);

  it('lets valid tokens in, and asks the issuer once', async () => {
    const call = await api();
    expect(server.requests).toEqual([]);
    const answers = await Promise.all(Array.from({ length: 50 }, async () => call(await token())));
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([200, { sub: 'alice' }]);
    expect((await call(await token())).status).toBe(200);
    expect(server.requests).toEqual(['/.well-known/openid-configuration', '/oauth2/jwks']);
  });

  it('answers as RFC 6750 §3 says by itself', async () => {
    const call = await api();
    const [missing, wrong, weak] = [
      await call(),
      await call(await token({ aud: 'x' })),
      await call(await token({ scope: 'openid' })),
    ];
    expect([missing.status, missing.headers.get('www-authenticate'), await missing.text()]).toEqual([
      401,
      `Bearer realm="${AUDIENCE}"`,
      '',
    ]);
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    expect(await wrong.json()).toEqual({
      error: 'invalid_token',
      error_description: expect.stringContaining('another audience'),
    });
    expect([weak.status, weak.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="api:read"'),
    ]);
    expect(await weak.json()).toMatchObject({ error: 'insufficient_scope' });
  });

  it('challenges who was authenticated too weakly (RFC 9470 §3), after the scope', async () => {
    const call = await api();
    const strong = async (claims: JWTPayload) => call(await token(claims), '/strong');
    for (const acr of ['phr', 'phrh', 'gold']) expect((await strong({ acr })).status).toBe(200);
    for (const claims of [{ acr: '1' }, { acr: 'urn:gatehouse:acr:2fa' }, { acr: 'silver' }, {}]) {
      const answer = await strong(claims);
      expect(answer.headers.get('www-authenticate')).toBe(
        `Bearer realm="${AUDIENCE}", error="insufficient_user_authentication", error_description="a stronger authentication is required: repeat the authorization request with these acr_values", acr_values="phr gold"`,
      );
      expect([answer.status, await answer.json()]).toEqual([
        401,
        expect.objectContaining({ error: 'insufficient_user_authentication' }),
      ]);
    }
    expect((await strong({ scope: 'openid' })).status).toBe(403);
  });

  it('challenges who was authenticated too long ago, and clients that act for themselves', async () => {
    const call = await api();
    const now = Math.floor(Date.now() / 1000);
    const recent = async (claims: JWTPayload) => call(await token({ scope: 'none', ...claims }), '/recent');
    expect((await recent({ auth_time: now - 200 })).status).toBe(200);
    for (const claims of [{ auth_time: now - 400 }, {}]) {
      const answer = await recent(claims);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(
        /error="insufficient_user_authentication", .*, max_age="300"$/,
      );
    }
    expect((await call(undefined, '/recent')).headers.get('www-authenticate')).toBe(`Bearer realm="${AUDIENCE}"`);
  });

  it('names no requirement that could not stand in a challenge', () => {
    for (const requirement of [{ acr: 'a b' }, { acr: ['"'] }, { acr: '' }, { maxAge: -1 }, { maxAge: 1.5 }])
      expect(() => RequireAuthentication(requirement)).toThrow('must be');
  });

  it('refuses tokens of another kind or issuer', async () => {
    const call = await api();
    expect((await call(await token({}, 'JWT'))).status).toBe(401);
    expect((await call(await token({ iss: 'http://127.0.0.1:1' }))).status).toBe(401);
  });

  it('refuses tokens that were revoked, where somebody knows', async () => {
    const call = await api(StatusModule);
    expect((await call(await token())).status).toBe(200);
    const answer = await call(await token({ jti: 'revoked' }));
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ error: 'invalid_token' })]);
  });

  it('follows the issuer to a new key', async () => {
    const keySet = remoteKeySet(server.issuer, { cooldown: 0 });
    const { keys: known } = await server.keys.jwks();
    for (const { kid, alg } of known) await keySet({ kid, alg });
    await server.keys.rotate('ES256');
    const { keys } = await server.keys.jwks();
    expect(keys).toHaveLength(known.length + 1);
    for (const { kid, alg } of keys) await expect(keySet({ kid, alg })).resolves.toBeDefined();
    expect(server.requests).toEqual(['/.well-known/openid-configuration', '/oauth2/jwks', '/oauth2/jwks']);
  });

  it('does not ask the issuer about every made-up key', async () => {
    const call = await api();
    expect((await call(await token())).status).toBe(200);
    const asked = server.requests.length;
    const [, ...rest] = (await token()).split('.');
    for (const kid of ['a', 'b', 'c']) {
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid })).toString('base64url');
      expect((await call([header, ...rest].join('.'))).status).toBe(401);
    }
    expect(server.requests).toHaveLength(asked);
  });

  it('tries again where the issuer does not answer at first', async () => {
    server.failures = 2;
    const call = await api();
    expect((await call(await token())).status).toBe(200);
  });

  it('blames itself, not the token, while the issuer cannot be reached, and recovers', async () => {
    server.failures = 3;
    const call = await api();
    expect((await call(await token())).status).toBe(503);
    expect((await call(await token())).status).toBe(200);
  });

  it('trusts no document that names another issuer or an insecure key set', async () => {
    const call = await api();
    for (const change of [
      { issuer: `${server.issuer}/` },
      { jwks_uri: 'http://keys.example/jwks' },
      { jwks_uri: undefined },
    ]) {
      const trusted = server.metadata;
      server.metadata = { ...trusted, ...change };
      expect((await call(await token())).status).toBe(503);
      server.metadata = trusted;
    }
    expect(server.requests).not.toContain('/oauth2/jwks');
  });

  it('does not start with an issuer or an audience that cannot be right', () => {
    expect(() => ResourceServerModule.forRoot({ issuer: 'http://login.example', audience: AUDIENCE })).toThrow('https');
    expect(() => ResourceServerModule.forRoot({ issuer: 'login', audience: AUDIENCE })).toThrow('https');
    expect(() => ResourceServerModule.forRoot({ issuer: server.issuer, audience: '' })).toThrow('audience');
  });
});
