import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import * as client from 'openid-client';
import { ApiModule } from '../../../examples/api/api.module.js';
import { Browser } from '../../support/browser.js';
import { freePort } from '../../support/free-port.js';
import { API, createWorld, freshTokens, PASSWORD, type World } from '../../support/world.js';

/** `0.0.0.0` is no loopback host, but reaches this machine, as the name of a container does. */
describe('an issuer at plain http on a host that is not loopback (INSECURE_ISSUER)', () => {
  let world: World;

  beforeAll(async () => {
    const port = await freePort();
    world = await createWorld({ issuer: `http://0.0.0.0:${port}`, insecureIssuer: true, host: '0.0.0.0', port });
  });
  afterAll(() => world.close());

  it('is discovered by a client library that is told so', async () => {
    const insecure = { execute: [client.allowInsecureRequests] };
    const found = await client.discovery(new URL(world.issuer), 'app1', undefined, undefined, insecure);
    expect(found.serverMetadata().issuer).toBe(world.issuer);
  });

  it('signs people in by cookies that need no TLS', async () => {
    const browser = new Browser(world.issuer);
    const login = await browser.get('/login');
    const signedIn = await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.cookie('gatehouse_session')).toBeDefined();
    for (const { headers } of [login, signedIn]) {
      expect(headers.get('strict-transport-security')).toBeNull();
      for (const line of headers.getSetCookie()) expect(line).not.toMatch(/secure/i);
    }
  });

  it('is trusted by an API that is told so, and by no other', async () => {
    const options = { issuer: world.issuer, audience: API };
    expect(() => ApiModule.forRoot(options)).toThrow('with insecureIssuer');
    const module = ApiModule.forRoot({ ...options, insecureIssuer: true });
    const api = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    await api.listen(0, '127.0.0.1');
    const { access_token } = await freshTokens(world);
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await fetch(`${await api.getUrl()}/reports`, { headers })).status).toBe(200);
    await api.close();
  });
});
