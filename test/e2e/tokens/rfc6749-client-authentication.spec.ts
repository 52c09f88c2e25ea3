import { ClientsService } from '../../../src/clients/clients.service.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { askForToken, basic, GRANT, registerPosting, type TokenRequest } from '../../support/token-requests.js';
import { createWorld, registerClient, type TestClient, type World } from '../../support/world.js';

let world: World;
let clock: StoppedClock;
let posting: TestClient;
let strict: TestClient;

beforeAll(async () => {
  world = await createWorld();
  posting = await registerPosting(world);
  strict = await registerClient(world, {
    client_id: 'strict',
    grant_types: ['client_credentials'],
    strict_client_authentication: true,
    scope: 'api:read',
  });
});
afterAll(() => world.close());
beforeEach(() => {
  clock = stopClock(world);
});
afterEach(() => clock.goOn());

const send = (request: TokenRequest) => askForToken(world, request);

describe('RFC 6749 §2.3 and §3.2.1: client authentication', () => {
  const app1 = () => world.app1.secret ?? '';

  it('takes the method that the client is registered for', async () => {
    expect((await send({ headers: basic('app1', app1()) })).status).toBe(200);
    expect((await send({ form: { ...GRANT, client_id: 'posting', client_secret: posting.secret ?? '' } })).status).toBe(
      200,
    );
  });

  it('takes the client_id in the form beside HTTP Basic where it is the same', async () => {
    expect((await send({ headers: basic('app1', app1()), form: { ...GRANT, client_id: 'app1' } })).status).toBe(200);
    const { status, body } = await send({ headers: basic('app1', app1()), form: { ...GRANT, client_id: 'other' } });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it.each<[string, () => TokenRequest]>([
    ['nothing at all', () => ({})],
    ['only a client_id', () => ({ form: { ...GRANT, client_id: 'app1' } })],
    ['a wrong secret', () => ({ headers: basic('app1', `${app1()}x`) })],
    ['a shorter secret', () => ({ headers: basic('app1', app1().slice(0, -1)) })],
    ['an empty secret', () => ({ headers: basic('app1') })],
    ['an unknown client', () => ({ headers: basic('nobody', app1()) })],
    ['the secret of another client', () => ({ headers: basic('other', app1()) })],
    ['HTTP Basic for a strict client that posts its secret', () => ({ headers: basic('posting', posting.secret) })],
    [
      'a posted secret for a strict client of HTTP Basic',
      () => ({ form: { ...GRANT, client_id: 'strict', client_secret: strict.secret ?? '' } }),
    ],
    ['a secret without a client_id', () => ({ form: { ...GRANT, client_secret: app1() } })],
    ['a public client with a secret', () => ({ headers: basic('spa', 'x') })],
    [
      'HTTP Basic without a colon',
      () => ({ headers: { authorization: `Basic ${Buffer.from('app1').toString('base64')}` } }),
    ],
    ['HTTP Basic without a client', () => ({ headers: basic('', app1()) })],
    ['HTTP Basic that is not base64', () => ({ headers: { authorization: 'Basic ***' } })],
    ['HTTP Basic of nothing', () => ({ headers: { authorization: 'Basic' } })],
    ['HTTP Basic with broken percent-encoding', () => ({ headers: basic('app1', '%zz') })],
    ['HTTP Basic in invalid UTF-8', () => ({ headers: { authorization: 'Basic /////w==' } })],
    ['a bearer token', () => ({ headers: { authorization: `Bearer ${app1()}` } })],
    [
      'a bearer token beside a client_id',
      () => ({ headers: { authorization: 'Bearer x' }, form: { ...GRANT, client_id: 'spa' } }),
    ],
    ['an unknown scheme', () => ({ headers: { authorization: 'Digest username="app1"' } })],
    [
      'an assertion',
      () => ({
        form: {
          ...GRANT,
          client_id: 'app1',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: 'a.b.c',
        },
      }),
    ],
  ])('refuses %s with 401, invalid_client and a challenge', async (_, request) => {
    const { status, headers, body } = await send(request());
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(body)).not.toContain(app1());
  });

  it('does not tell an unknown client from a wrong secret', async () => {
    const [unknown, wrong] = [
      await send({ headers: basic('nobody', 'x') }),
      await send({ headers: basic('app1', 'x') }),
    ];
    expect(unknown.body).toEqual(wrong.body);
  });

  it.each<[string, () => TokenRequest]>([
    [
      'HTTP Basic and a posted secret',
      () => ({ headers: basic('app1', app1()), form: { ...GRANT, client_id: 'app1', client_secret: app1() } }),
    ],
    [
      'HTTP Basic and another posted secret',
      () => ({
        headers: basic('app1', app1()),
        form: { ...GRANT, client_id: 'posting', client_secret: posting.secret ?? '' },
      }),
    ],
  ])('refuses two methods at once: %s', async (_, request) => {
    const { status, body } = await send(request());
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('reads identifier and secret of HTTP Basic form-urlencoded (appendix B), and the scheme in any case', async () => {
    const encoded = [...`app1:${app1()}`]
      .map((each) => (each === ':' ? each : `%${each.charCodeAt(0).toString(16)}`))
      .join('');
    expect(
      (await send({ headers: { authorization: `bAsIc  ${Buffer.from(encoded).toString('base64')}` } })).status,
    ).toBe(200);
  });

  it('is not taken from the address', async () => {
    const query = new URLSearchParams({ ...GRANT, client_id: 'posting', client_secret: posting.secret ?? '' });
    expect((await send({ path: `/oauth2/token?${query}` })).status).toBe(401);
  });

  it('goes on with the old secret for the time of overlap after a rotation, and then with the new one only', async () => {
    const rotating = await registerClient(world, {
      client_id: 'rotating',
      grant_types: ['client_credentials'],
      scope: 'api:read',
    });
    const { clientSecret } = await world.app.get(ClientsService).rotateSecret('rotating', 3600);
    const statusOf = async (secret: string | undefined) => (await send({ headers: basic('rotating', secret) })).status;
    expect(clientSecret).not.toBe(rotating.secret);
    expect([await statusOf(rotating.secret), await statusOf(clientSecret)]).toEqual([200, 200]);
    clock.pass(3599);
    expect([await statusOf(rotating.secret), await statusOf(clientSecret)]).toEqual([200, 200]);
    clock.pass(1);
    expect([await statusOf(rotating.secret), await statusOf(clientSecret)]).toEqual([401, 200]);
  });

  it('stops at once with a secret that was rotated without overlap, and with a client that was deleted', async () => {
    const { secret } = await registerClient(world, {
      client_id: 'leaked',
      grant_types: ['client_credentials'],
      scope: 'api:read',
    });
    const clients = world.app.get(ClientsService);
    const { clientSecret } = await clients.rotateSecret('leaked', 0);
    expect((await send({ headers: basic('leaked', secret) })).status).toBe(401);
    await clients.delete('leaked');
    expect((await send({ headers: basic('leaked', clientSecret) })).status).toBe(401);
  });
});
