import { type JWTPayload, SignJWT } from 'jose';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { Database } from '../../../src/platform/database/database.js';
import { claims, expectRefused, MACHINE, registerByMac, send } from '../../support/client-assertions.js';
import { stopClock } from '../../support/clock.js';
import { newClientKey, signed, unsigned } from '../../support/key-site.js';
import { createWorld, post, type World } from '../../support/world.js';

let world: World;
let secret: string;

beforeAll(async () => {
  world = await createWorld();
  secret = await registerByMac(world);
});
afterAll(() => world.close());

function bySecret(key: string, said: JWTPayload, alg = 'HS256'): Promise<string> {
  return new SignJWT(said).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
}

describe('OIDC Core section 9: client_secret_jwt', () => {
  it('proves who the client is, at every endpoint', async () => {
    const { status, body } = await send(world, await bySecret(secret, claims(world, 'by-mac')));
    expect(status).toBe(200);
    const token = body.access_token as string;
    const answer = await send(world, await bySecret(secret, claims(world, 'by-mac')), { token }, '/oauth2/introspect');
    expect(answer.body).toMatchObject({ active: true, client_id: 'by-mac' });
  });

  it('refuses another secret, another algorithm, a replay and the secret itself', async () => {
    await expectRefused(
      send(world, await bySecret('x'.repeat(43), claims(world, 'by-mac'))),
      /does not match the client secret/,
    );
    await expectRefused(
      send(world, await bySecret(secret, claims(world, 'by-mac'), 'HS512')),
      /by client_secret_jwt, as it is registered/,
    );
    await expectRefused(
      send(world, await signed(await newClientKey('RS256', 'rsa'), claims(world, 'by-mac'))),
      /by client_secret_jwt.*used private_key_jwt/,
    );
    await expectRefused(send(world, unsigned(claims(world, 'by-mac'))), /by client_secret_jwt/);
    const assertion = await bySecret(secret, claims(world, 'by-mac'));
    expect((await send(world, assertion)).status).toBe(200);
    await expectRefused(send(world, assertion), /was used before/);
    const posted = { grant_type: 'client_credentials', client_id: 'by-mac', client_secret: secret };
    expect((await post(world, '/oauth2/token', posted, null)).body.error).toBe('invalid_client');
  });

  it('works with both secrets during a rotation, and with a secret of the bootstrap file', async () => {
    const clients = world.app.get(ClientsService);
    const rotating = { ...MACHINE, client_id: 'rotating', token_endpoint_auth_method: 'client_secret_jwt' };
    const { clientSecret: first = '' } = await clients.create(rotating);
    const { clientSecret: second = '' } = await clients.rotateSecret('rotating', 60);
    for (const key of [first, second])
      expect((await send(world, await bySecret(key, claims(world, 'rotating')))).status).toBe(200);
    const chosen = 'chosen-elsewhere-0123456789-0123456789';
    const entry = { ...rotating, client_id: 'declared', client_secret: chosen };
    await world.app.get(Database).transaction((transaction) => clients.applyBootstrap([entry], transaction));
    expect((await send(world, await bySecret(chosen, claims(world, 'declared')))).status).toBe(200);
  });

  it('gets a client that comes to it a new secret, and takes the key away from one that leaves it', async () => {
    const clients = world.app.get(ClientsService);
    const { clientSecret: first = '' } = await clients.create({ ...MACHINE, client_id: 'changing' });
    const { clientSecret: second = '' } = await clients.update('changing', {
      token_endpoint_auth_method: 'client_secret_jwt',
    });
    expect([second === '', second === first]).toEqual([false, false]);
    expect((await send(world, await bySecret(second, claims(world, 'changing')))).status).toBe(200);
    const back = await clients.update('changing', { token_endpoint_auth_method: 'client_secret_post' });
    expect([back.clientSecret, back.client.secrets.map(({ sealed }) => sealed)]).toEqual([undefined, [null]]);
    const form = { grant_type: 'client_credentials', client_id: 'changing', client_secret: second };
    expect((await post(world, '/oauth2/token', form, null)).status).toBe(200);
  });
});

describe('a client secret that expires (RFC 7591 section 3.2.1)', () => {
  it('is told so to the client that knows it, and to no one else', async () => {
    const clients = world.app.get(ClientsService);
    const clock = stopClock(world);
    try {
      for (const method of ['client_secret_basic', 'client_secret_jwt']) {
        const client = { ...MACHINE, client_id: `expiring-${method}`, token_endpoint_auth_method: method };
        await clients.create(client);
        const { clientSecret = '' } = await clients.rotateSecret(client.client_id, 0, {}, 60);
        const present = async (key: string) =>
          method === 'client_secret_jwt'
            ? send(
                world,
                await bySecret(key, claims(world, client.client_id, { exp: Math.floor(Date.now() / 1000) + 600 })),
              )
            : post(world, '/oauth2/token', { grant_type: 'client_credentials' }, { id: client.client_id, secret: key });
        expect((await present(clientSecret)).status).toBe(200);
        clock.pass(61);
        await expectRefused(present(clientSecret), /^the client secret has expired/);
        await expectRefused(present('x'.repeat(43)), /^(check client_id|the signature .* does not match)/);
      }
    } finally {
      clock.goOn();
    }
  });
});
