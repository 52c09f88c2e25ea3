import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../../../examples/api/api.module.js';
import { startTestIssuer, type TestIssuer } from '../../support/test-issuer.js';

const AUDIENCE = 'https://api.example.com';

describe('the example API', () => {
  let server: TestIssuer;
  let api: NestFastifyApplication;

  beforeAll(async () => {
    server = await startTestIssuer();
    const module = ApiModule.forRoot({ issuer: server.issuer, audience: AUDIENCE });
    api = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    await api.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  /** @param scope of the token that is sent; left out: none is */
  async function get(path: string, scope?: string): Promise<[number, unknown]> {
    const jwt = await server.token({ aud: AUDIENCE, ...(scope === undefined ? {} : { scope }) });
    const answer = await fetch((await api.getUrl()) + path, {
      headers: scope === undefined ? {} : { authorization: `Bearer ${jwt}` },
    });
    const body = await answer.text();
    return [answer.status, body && JSON.parse(body)];
  }

  it('says whose token it was sent', async () => {
    const token = { sub: 'alice', client_id: 'web-app', scope: 'openid api:read', roles: [] };
    expect(await get('/reports', 'openid api:read')).toEqual([200, { reports: expect.any(Array), token }]);
  });

  it('keeps what is for administrators from everybody else', async () => {
    expect(await get('/reports/admin', 'api:read')).toEqual([
      403,
      expect.objectContaining({ error: 'insufficient_scope' }),
    ]);
    expect(await get('/reports/admin', 'api:admin')).toEqual([200, expect.anything()]);
  });

  it('shows strangers its front door only', async () => {
    expect((await get('/'))[0]).toBe(200);
    expect(await get('/reports')).toEqual([401, '']);
  });
});
