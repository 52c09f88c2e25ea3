import { createServer, type Server } from 'node:http';
import { Controller, Get, Global, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JWTPayload } from 'jose';
import type { KeysService } from '../../src/keys/keys.service.js';
import { remoteKeySet } from '../../src/keys/remote-key-set.js';
import { Clock, numericDate } from '../../src/platform/clock.js';
import type { Database } from '../../src/platform/database/database.js';
import {
  ACCESS_TOKEN_STATUS,
  type AccessTokenClaims,
  CurrentToken,
  RequireScope,
  ResourceServerModule,
} from '../../src/resource-server/index.js';
import { freePort } from '../support/free-port.js';
import { newKeys } from '../support/keys.js';
import { newDatabase } from '../support/test-database.js';

const AUDIENCE = 'https://api.example.com';

@Controller('reports')
class ReportsController {
  @Get()
  @RequireScope('api:read')
  list(@CurrentToken() token: AccessTokenClaims): { sub: string } {
    return { sub: token.sub };
  }
}

@Global()
@Module({
  providers: [
    { provide: ACCESS_TOKEN_STATUS, useValue: { isRevoked: async ({ jti }: AccessTokenClaims) => jti === 'revoked' } },
  ],
  exports: [ACCESS_TOKEN_STATUS],
})
class StatusModule {}

describe('a resource server elsewhere', () => {
  const clock = new Clock();
  let database: Database;
  let keys: KeysService;
  let issuer: string;
  let server: Server;
  /** The requests that the issuer was sent. */
  let requests: string[];
  /** How often the issuer fails before it answers. */
  let failures: number;
  let metadata: Record<string, unknown>;
  const apps: NestFastifyApplication[] = [];

  beforeEach(async () => {
    const port = await freePort();
    issuer = `http://127.0.0.1:${port}`;
    requests = [];
    failures = 0;
    metadata = { issuer, jwks_uri: `${issuer}/oauth2/jwks` };
    database = await newDatabase('sqlite');
    ({ keys } = await newKeys(database, clock, { issuer }));
    await keys.refresh();
    server = createServer((request, answer) => {
      requests.push(request.url ?? '');
      const body = request.url === '/oauth2/jwks' ? keys.jwks() : metadata;
      answer.writeHead(failures-- > 0 ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    server.closeAllConnections();
    server.close();
    await database.close();
  });

  /** Another Nest application; returns a function that calls it. */
  async function api(...modules: Type[]): Promise<(jwt?: string) => Promise<Response>> {
    @Module({
      imports: [ResourceServerModule.forRoot({ issuer, audience: AUDIENCE }), ...modules],
      controllers: [ReportsController],
    })
    class ApiModule {}
    const app = await NestFactory.create<NestFastifyApplication>(ApiModule, new FastifyAdapter(), { logger: false });
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    const url = `${await app.getUrl()}/reports`;
    return (jwt) => fetch(url, { headers: jwt === undefined ? {} : { authorization: `Bearer ${jwt}` } });
  }

  const token = (changes: JWTPayload = {}, typ = 'at+jwt') => {
    const now = numericDate(clock.now());
    const claims = {
      iss: issuer,
      sub: 'alice',
      aud: AUDIENCE,
      client_id: 'web-app',
      scope: 'api:read',
      iat: now,
      exp: now + 60,
      jti: 'a-token',
    };
    return keys.sign({ ...claims, ...changes }, { typ, alg: 'ES256' });
  };

  it('lets valid tokens in, and asks the issuer once', async () => {
    const call = await api();
    expect(requests).toEqual([]);
    const answers = await Promise.all(Array.from({ length: 50 }, async () => call(await token())));
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([200, { sub: 'alice' }]);
    expect((await call(await token())).status).toBe(200);
    expect(requests).toEqual(['/.well-known/openid-configuration', '/oauth2/jwks']);
  });

  it('answers as RFC 6750 §3 says by itself', async () => {
    const call = await api();
    const [missing, wrong, weak] = await Promise.all([
      call(),
      call(await token({ aud: issuer })),
      call(await token({ scope: 'openid' })),
    ]);
    expect([missing.status, missing.headers.get('www-authenticate'), await missing.text()]).toEqual([
      401,
      `Bearer realm="${AUDIENCE}"`,
      '',
    ]);
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    expect(await wrong.json()).toMatchObject({
      error: 'invalid_token',
      error_description: expect.stringContaining('another audience'),
    });
    expect([weak.status, weak.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="api:read"'),
    ]);
    expect(await weak.json()).toMatchObject({ error: 'insufficient_scope' });
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

  it('follows the issuer to a new key, and does not ask about every made-up one', async () => {
    const keySet = remoteKeySet(issuer, { cooldown: 0 });
    const [first] = keys.jwks().keys;
    await keySet({ alg: String(first?.alg), kid: String(first?.kid) });
    await keys.rotate('ES256', { immediately: true });
    for (const { kid, alg } of keys.jwks().keys) await expect(keySet({ kid, alg })).resolves.toBeDefined();
    expect(requests).toEqual(['/.well-known/openid-configuration', '/oauth2/jwks', '/oauth2/jwks']);

    const call = await api();
    expect((await call(await token())).status).toBe(200);
    const asked = requests.length;
    await keys.rotate('ES256', { immediately: true });
    while ((await keys.list()).at(-1)?.state === 'next') await new Promise((resolve) => setImmediate(resolve));
    // Within the cooldown of 30 seconds unknown keys cause no request.
    for (let count = 0; count < 3; count++) expect((await call(await token())).status).toBe(401);
    expect(requests).toHaveLength(asked);
  });

  it('tries again where the issuer does not answer at first', async () => {
    failures = 2;
    const call = await api();
    expect((await call(await token())).status).toBe(200);
  });

  it('blames itself, not the token, while the issuer cannot be reached, and recovers', async () => {
    failures = 3;
    const call = await api();
    expect((await call(await token())).status).toBe(503);
    expect((await call(await token())).status).toBe(200);
  });

  it('trusts no document that names another issuer or an insecure key set', async () => {
    metadata = { issuer: `${issuer}/`, jwks_uri: `${issuer}/oauth2/jwks` };
    expect((await (await api())(await token())).status).toBe(503);
    metadata = { issuer, jwks_uri: 'http://keys.example/jwks' };
    expect((await (await api())(await token())).status).toBe(503);
    expect(requests).not.toContain('/oauth2/jwks');
  });

  it('does not start with an issuer or an audience that cannot be right', () => {
    expect(() => ResourceServerModule.forRoot({ issuer: 'http://login.example', audience: AUDIENCE })).toThrow('https');
    expect(() => ResourceServerModule.forRoot({ issuer: 'login', audience: AUDIENCE })).toThrow('https');
    expect(() => ResourceServerModule.forRoot({ issuer, audience: '' })).toThrow('audience');
  });
});
