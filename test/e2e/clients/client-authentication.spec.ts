import 'reflect-metadata';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { AppModule } from '../../../src/app.module.js';
import type { Client } from '../../../src/clients/client.js';
import { AuthenticateClient, CurrentClient } from '../../../src/clients/client-authentication.guard.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { setUpApp } from '../../../src/server/set-up-app.js';
import { testConfig } from '../../support/test-app.js';
import { createWorld, post } from '../../support/world.js';

@Controller('probe')
class ProbeController {
  @AuthenticateClient('token')
  @Post()
  @HttpCode(200)
  probe(@CurrentClient() client: Client): { client_id: string } {
    return { client_id: client.clientId };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

const REDIRECT = { redirect_uris: ['https://rp.example/cb'] };
const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`,
});

describe('client authentication (RFC 6749 section 2.3)', () => {
  let app: NestFastifyApplication;
  let issuer: string;
  const secrets: Record<string, string> = {};

  beforeAll(async () => {
    const config = await testConfig();
    issuer = config.issuer;
    const module = await Test.createTestingModule({ imports: [AppModule.forRoot(config), ProbeModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await setUpApp(app);
    await app.listen(config.port, config.host);
    const clients = app.get(ClientsService);
    for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'none']) {
      for (const strict_client_authentication of [false, true]) {
        const { client, clientSecret = '' } = await clients.create({
          ...REDIRECT,
          client_id: `${strict_client_authentication ? 'strict-' : ''}${method}`,
          token_endpoint_auth_method: method,
          strict_client_authentication,
        });
        secrets[client.clientId] = clientSecret;
      }
    }
  });
  afterAll(() => app.close());

  async function send(form: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await fetch(`${issuer}/probe`, { method: 'POST', body: new URLSearchParams(form), headers });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, string> };
  }
  const secretOf = (id: string) => secrets[id] ?? '';
  const header = (id: string) => send({}, basic(id, secretOf(id)));
  const form = (id: string) => send({ client_id: id, client_secret: secretOf(id) });

  it('accepts each client by the method it is registered for', async () => {
    const basicId = 'client_secret_basic';
    const postId = 'client_secret_post';
    expect((await send({}, basic(basicId, secretOf(basicId)))).body).toEqual({ client_id: basicId });
    expect((await send({ client_id: basicId }, basic(basicId, secretOf(basicId)))).body).toEqual({
      client_id: basicId,
    });
    expect((await send({ client_id: postId, client_secret: secretOf(postId) })).body).toEqual({ client_id: postId });
    expect((await send({ client_id: 'none' })).body).toEqual({ client_id: 'none' });
    expect((await send({ client_id: 'gatehouse-docs' })).body).toEqual({ client_id: 'gatehouse-docs' });
  });

  it('takes a secret in the header or in the form, whichever of both the client is registered for', async () => {
    const [basicId, postId] = ['client_secret_basic', 'client_secret_post'];
    expect((await send({ client_id: basicId, client_secret: secretOf(basicId) })).body).toEqual({ client_id: basicId });
    expect((await send({}, basic(postId, secretOf(postId)))).body).toEqual({ client_id: postId });
    for (const { status, body } of [
      await send({ client_id: basicId, client_secret: 'wrong' }),
      await send({ client_id: basicId, client_secret: secretOf(postId) }),
      await send({}, basic(postId, secretOf(basicId))),
    ])
      expect([status, body.error]).toEqual([401, 'invalid_client']);
  });

  it('takes HTTP Basic credentials with an empty secret of a public client as none', async () => {
    expect((await send({}, basic('none', ''))).body).toEqual({ client_id: 'none' });
    expect((await send({ client_id: 'none' }, basic('none', ''))).body).toEqual({ client_id: 'none' });
    expect((await send({}, basic('nobody', ''))).status).toBe(401);
    expect((await send({}, basic('client_secret_basic', ''))).status).toBe(401);
  });

  it.each<[string, string, () => ReturnType<typeof send>]>([
    ['client_secret_basic', 'client_secret_post', () => form('strict-client_secret_basic')],
    ['client_secret_post', 'client_secret_basic', () => header('strict-client_secret_post')],
    ['client_secret_basic or client_secret_post', 'none', () => send({ client_id: 'client_secret_basic' })],
    ['client_secret_basic or client_secret_post', 'none', () => send({}, basic('client_secret_basic', ''))],
    ['client_secret_post or client_secret_basic', 'none', () => send({ client_id: 'client_secret_post' })],
    ['client_secret_jwt', 'client_secret_basic', () => header('client_secret_jwt')],
    ['client_secret_jwt', 'client_secret_post', () => form('client_secret_jwt')],
    ['none', 'client_secret_post', () => send({ client_id: 'none', client_secret: 'x' })],
    ['none', 'client_secret_basic', () => send({}, basic('none', 'x'))],
  ])('refuses another method than %s, which it names: %s', async (expected, used, answer) => {
    const { status, body } = await answer();
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(body.error_description).toBe(
      `authenticate this client by ${expected}, as it is registered; the request used ${used}`,
    );
  });

  it('takes only the registered method of a strict client', async () => {
    expect((await header('strict-client_secret_basic')).status).toBe(200);
    expect((await form('strict-client_secret_post')).status).toBe(200);
  });

  it('says the same of an unknown client and of a wrong secret, with a challenge', async () => {
    const unknown = await send({}, basic('nobody', 'wrong'));
    const wrong = await send({}, basic('client_secret_basic', 'wrong'));
    expect(unknown.body).toEqual(wrong.body);
    for (const { status, headers } of [unknown, wrong]) {
      expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic realm=/)]);
    }
    expect((await send({ client_id: 'nobody' })).body).toEqual(wrong.body);
    expect((await send({ client_id: 'nobody', client_secret: 'x' })).body).toEqual(wrong.body);
  });

  it('refuses two methods in one request', async () => {
    const id = 'client_secret_basic';
    for (const answer of [
      await send({ client_id: id, client_secret: secretOf(id) }, basic(id, secretOf(id))),
      await send({ client_id: id, client_secret: secretOf(id) }, basic(id, '')),
      await send({ client_id: 'none', client_secret: 'x' }, basic('none', '')),
    ])
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('refuses two Authorization headers, whichever comes first', async () => {
    const { authorization: right } = basic('client_secret_basic', secretOf('client_secret_basic'));
    const answerTo = (authorization: string[]) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const sent = request(`${issuer}/probe`, { method: 'POST', headers }, async (answer) =>
          resolve([answer.statusCode, await json(answer)]),
        );
        sent.setHeader('authorization', authorization).on('error', reject).end();
      });
    for (const authorization of [
      [right, 'Basic YTpi'],
      [right, 'Bearer x'],
      ['Bearer x', right],
      [right, right],
    ]) {
      expect(await answerTo(authorization)).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
    }
    expect(await answerTo([right])).toEqual([200, { client_id: 'client_secret_basic' }]);
  });

  it('refuses a client_id that differs from the one that authenticates', async () => {
    const answer = await send({ client_id: 'none' }, basic('client_secret_basic', secretOf('client_secret_basic')));
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('refuses a request without authentication', async () => {
    for (const answer of [
      await send({}),
      await send({ client_secret: 'x' }),
      await send({ client_id: 'none' }, { authorization: 'Bearer x' }),
    ]) {
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it.each([
    'Basic',
    'Basic !!!',
    `Basic ${btoa('no-colon')}`,
    `Basic ${btoa(':secret')}`,
    `Basic ${btoa('%zz:secret')}`,
    `Basic ${btoa('%00:secret')}`,
  ])('refuses malformed credentials: %s', async (authorization) => {
    const answer = await send({}, { authorization });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });

  it('refuses a repeated client_id and a body that is no form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const repeated = await fetch(`${issuer}/probe`, { method: 'POST', body: 'client_id=none&client_id=none', headers });
    expect([repeated.status, await repeated.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_request' }),
    ]);
    const json = await fetch(`${issuer}/probe`, {
      method: 'POST',
      body: '{"client_id":"none"}',
      headers: { 'content-type': 'application/json' },
    });
    expect([json.status, await json.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });

  it('decodes form-urlencoded credentials, whatever their characters', async () => {
    const secret = 'ä secret: with + % & = / characters 0123456789';
    const clients = app.get(ClientsService);
    const entry = { ...REDIRECT, client_id: 'odd', client_secret: secret };
    await app.get(Database).transaction((transaction) => clients.applyBootstrap([entry], transaction));
    expect((await send({}, basic('odd', secret))).body).toEqual({ client_id: 'odd' });
  });

  it('answers any Authorization header with 401 or 400, never 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const answer = await send({}, { authorization: `Basic ${Buffer.from(bytes).toString('base64')}` });
        expect([400, 401]).toContain(answer.status);
      }),
      { numRuns: 50 },
    );
  });
});

describe('STRICT_CLIENT_AUTHENTICATION=true', () => {
  it('takes the registered method only of every client, at each endpoint', async () => {
    const world = await createWorld({ roomSettings: { clients: { strictAuthentication: true } } });
    for (const path of ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke']) {
      const { id, secret } = world.app1;
      const sent = { grant_type: 'client_credentials', scope: 'api:read', token: 'x' };
      expect((await post(world, path, sent)).status).toBe(200);
      const { status, body } = await post(world, path, { ...sent, client_id: id, client_secret: secret }, null);
      expect([status, body.error_description]).toEqual([401, expect.stringContaining('client_secret_basic')]);
    }
    await world.close();
  });
});
