import { createSecretKey } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { digest } from '../../../src/platform/crypto/secrets.js';
import { Database } from '../../../src/platform/database/database.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { ask, returned } from '../../support/authorization.js';
import { claims, MACHINE, send } from '../../support/client-assertions.js';
import { CommandLine } from '../../support/command-line.js';
import { newFolder } from '../../support/program.js';
import {
  authorize,
  createWorld,
  introspect,
  post,
  REDIRECT_URI,
  redeem,
  registerClient,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const IDENTIFIERS = [
  'my app',
  ' spaces around ',
  'urn:example:app:1',
  'https://app.example/sso?a=b&c=d#e',
  'a/../b',
  '%2F%20+',
  '"><script>alert(1)</script>',
  "'; DROP TABLE clients; --",
  'back\\slash',
  '--json',
  ...['!', '.x', '~'.repeat(255)],
];

let world: World;
let api: AdminApi;

beforeAll(async () => {
  world = await createWorld();
  api = await adminApi(world, 'clients:read clients:write consents:read consents:write grants:read');
});
afterAll(() => world.close());

describe.each(IDENTIFIERS)('a client_id may be any VSCHAR (RFC 6749 appendix A.1): %s', (id) => {
  const path = `/clients/${encodeURIComponent(id)}`;
  let secret: string;

  it('is registered, found at its encoded address and changed there', async () => {
    const metadata = { redirect_uris: [REDIRECT_URI], grant_types: ['authorization_code', 'client_credentials'] };
    const created = await api('POST', '/clients', { ...metadata, client_id: id, scope: 'openid api:read' });
    expect([created.status, created.headers.get('location')]).toEqual([201, `/admin/v1${path}`]);
    expect((await api('GET', path)).body.client_id).toBe(id);
    expect((await api('PATCH', path, { client_uri: 'https://rp.example' })).body.client_uri).toBe('https://rp.example');
    const rotated = await api('POST', `${path}/secret`, { overlap_seconds: 0 });
    expect([rotated.status, rotated.body.client_id]).toEqual([201, id]);
    secret = rotated.body.client_secret;
  });

  it('authenticates in the header and in the form, and is the subject of its own tokens', async () => {
    const form = { grant_type: 'client_credentials', scope: 'api:read' };
    const { status, body } = await post(world, '/oauth2/token', form, { id, secret });
    expect([status, decodeJwt(body.access_token)]).toEqual([200, expect.objectContaining({ sub: id, client_id: id })]);
    expect(await introspect(world, body.access_token, { id, secret })).toMatchObject({ active: true, client_id: id });
    const posted = await post(world, '/oauth2/token', { ...form, client_id: id, client_secret: secret }, null);
    expect(posted.status).toBe(200);
  });

  it('signs people in, who can take back what they allowed', async () => {
    const browser = await signedInBrowser(world, 'bob');
    const code = (await authorize(world, { client_id: id, scope: 'openid' }, browser, 'bob')).get('code') ?? '';
    const { body } = await redeem(world, code, {}, { id, secret });
    const { aud, sub } = decodeJwt(body.id_token);
    expect(aud).toBe(id);
    const grants = await api('GET', `/grants?${new URLSearchParams({ client_id: id })}`);
    expect(grants.body.items).toHaveLength(1);
    const { html } = await browser.get('/account');
    expect(html).not.toContain('<script>alert');
    expect((await api('DELETE', `/users/${sub}/consents/${encodeURIComponent(id)}`)).status).toBe(204);
  });

  it('is text on pages and in errors', async () => {
    const refused = await ask(world, { client_id: id, redirect_uri: 'https://evil.example/' });
    expect([refused.status, refused.html]).toEqual([400, expect.not.stringContaining('<script>alert')]);
    const { error_description } = returned(await ask(world, { client_id: id, scope: 'profile' })) ?? {};
    expect(error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    const wrong = await post(world, '/oauth2/token', {}, { id, secret: 'wrong' });
    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
  });

  it('is removed at its address', async () => {
    expect((await api('DELETE', path)).status).toBe(204);
    expect((await api('GET', path)).status).toBe(404);
  });
});

describe('client identifiers with spaces', () => {
  it('let no client use up an assertion of another', async () => {
    const method = { ...MACHINE, token_endpoint_auth_method: 'client_secret_jwt' };
    const assertion = async (clientId: string, jti: string) => {
      const { secret = '' } = await registerClient(world, { ...method, client_id: clientId });
      const key = createSecretKey(Buffer.from(secret));
      return new SignJWT(claims(world, clientId, { jti })).setProtectedHeader({ alg: 'HS256' }).sign(key);
    };
    const [one, other] = [await assertion('a', 'b c'), await assertion('a b', 'c')];
    expect([(await send(world, one)).status, (await send(world, other)).status]).toEqual([200, 200]);
    expect([(await send(world, one)).status, (await send(world, other)).status]).toEqual([401, 401]);
  });
});

describe('a client that manages its own registration', () => {
  it('finds it at its encoded address', async () => {
    const entry = {
      client_id: 'my app/1',
      client_secret: 'x'.repeat(40),
      redirect_uris: [REDIRECT_URI],
      registered_by: 'open',
      registration_access_token_digest: digest('the-token'),
    };
    const clients = world.app.get(ClientsService);
    await world.app.get(Database).transaction((transaction) => clients.applyBootstrap([entry], transaction));
    const headers = { authorization: 'Bearer the-token' };
    const answer = await fetch(`${world.issuer}/oauth2/register/my%20app%2F1`, { headers });
    const { registration_client_uri } = (await answer.json()) as { registration_client_uri: string };
    expect([answer.status, registration_client_uri]).toEqual([200, `${world.issuer}/oauth2/register/my%20app%2F1`]);
  });
});

describe('the commands for clients', () => {
  it('take identifiers of any characters', async () => {
    const gatehouse = new CommandLine({
      ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
      DATABASE_URL: `sqlite:${newFolder()}/db.sqlite`,
    });
    for (const id of ['my app', 'https://app.example/sso', '"quoted"']) {
      await gatehouse.json('clients', 'create', '--id', id, '--redirect-uri', REDIRECT_URI);
      await expect(gatehouse.json('clients', 'show', id)).resolves.toMatchObject({ client_id: id });
      expect((await gatehouse.run('clients', 'delete', id, '--yes')).code).toBe(0);
    }
  });
});
