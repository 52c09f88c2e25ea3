import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIGNING_ALGORITHMS } from '../../../src/keys/signing-algorithm.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { KeycloakImporter } from '../../../src/operations/import-export/keycloak/keycloak-importer.service.js';
import { adminApi } from '../../support/admin.js';
import { newFolder } from '../../support/program.js';
import { callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import { createWorld, type World } from '../../support/world.js';

interface Jwk {
  readonly kty: string;
  readonly alg: string;
  readonly crv?: string;
  readonly [member: string]: unknown;
}

async function keySet({ issuer }: World): Promise<readonly Jwk[]> {
  return ((await (await fetch(`${issuer}/oauth2/jwks`)).json()) as { keys: Jwk[] }).keys;
}

const algorithms = async (world: World) => (await keySet(world)).map(({ alg }) => alg).sort();

/** node-jose 2: a key set with a key of another type is refused as a whole. */
function readAsNodeJose(keys: readonly Jwk[]): void {
  for (const { kty } of keys) if (!['RSA', 'EC', 'oct'].includes(kty)) throw new Error('unsupported key type');
}

/** jwx 3 for Go: a key set with an algorithm of another name is refused as a whole; RFC 9864 is younger. */
function readAsJwx(keys: readonly Jwk[]): void {
  const known = /^(HS|RS|PS|ES)(256|384|512)$|^ES256K$|^EdDSA$|^none$/;
  for (const { alg } of keys) if (!known.test(alg)) throw new Error(`invalid key algorithm: ${alg}`);
}

describe('the published key set (RFC 7517 §5)', () => {
  let world: World;

  beforeEach(async () => {
    world = await registrationWorld({ access: 'open' });
  });
  afterEach(() => world.close());

  it('has by default one RSA key and one of the curve P-256, with nothing that a strict library refuses', async () => {
    const keys = await keySet(world);
    expect(keys.map(({ kty, alg, crv, use }) => [kty, alg, crv, use]).sort()).toEqual([
      ['EC', 'ES256', 'P-256', 'sig'],
      ['RSA', 'RS256', undefined, 'sig'],
    ]);
    expect(() => readAsNodeJose(keys)).not.toThrow();
    expect(() => readAsJwx(keys)).not.toThrow();
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
    for (const key of keys)
      expect(Object.keys(key).filter((name) => /^(x5|key_ops|ext$|key_use)/.test(name))).toEqual([]);
  });

  it('has the key of an algorithm when a registration for it is answered, by an administrator or an app itself', async () => {
    const api = await adminApi(world, 'clients:read clients:write');
    const { status } = await api('POST', '/clients', { ...WEB_APP, id_token_signed_response_alg: 'EdDSA' });
    expect([status, await algorithms(world)]).toEqual([201, ['ES256', 'EdDSA', 'RS256']]);
    const { body } = await register(world, { ...WEB_APP, userinfo_signed_response_alg: 'PS256' });
    expect(await algorithms(world)).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256']);
    const changed = { client_id: body.client_id, ...WEB_APP, id_token_signed_response_alg: 'EdDSA' };
    const headers = { authorization: `Bearer ${body.registration_access_token}` };
    expect((await callRegistration(body.registration_client_uri, 'PUT', changed, headers)).status).toBe(200);
  });

  it('gets no key that a strict library refuses because a stranger wants it; metadata says what others may register', async () => {
    const wanted = { ...WEB_APP, id_token_signed_response_alg: 'Ed25519' };
    expect(await register(world, wanted)).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_client_metadata',
        error_description: expect.stringMatching(/id_token_signed_response_alg.*ES256, RS256, PS256/),
      },
    });
    expect(await algorithms(world)).toEqual(['ES256', 'RS256']);
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata.id_token_signing_alg_values_supported).toEqual([...SIGNING_ALGORITHMS]);
    const api = await adminApi(world, 'clients:read clients:write');
    await api('POST', '/clients', wanted);
    expect((await register(world, wanted)).status).toBe(201);
  });

  it('has the keys for what a bootstrap file and an import have registered', async () => {
    const path = join(newFolder(), 'bootstrap.json');
    const client = { ...WEB_APP, client_id: 'declared', client_secret: 'a'.repeat(32) };
    writeFileSync(path, JSON.stringify({ clients: [{ ...client, id_token_signed_response_alg: 'PS256' }] }));
    await world.app.get(BootstrapService).apply(path);
    expect(await algorithms(world)).toEqual(['ES256', 'PS256', 'RS256']);
    const realm = {
      realm: 'old',
      clients: [
        {
          clientId: 'imported',
          standardFlowEnabled: true,
          clientAuthenticatorType: 'client-secret',
          redirectUris: ['https://rp.example/cb'],
          attributes: { 'id.token.signed.response.alg': 'EdDSA' },
          secret: 'b'.repeat(32),
        },
      ],
    };
    const importer = world.app.get(KeycloakImporter);
    const [, options, observer] = [realm, { dryRun: false }, { progress() {} }] as unknown as Parameters<
      KeycloakImporter['import']
    >;
    const { clients } = await importer.import(realm, options, observer);
    expect(clients.created).toEqual(['imported']);
    expect(await algorithms(world)).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256']);
  });
});

it('has the keys that the setting SIGNING_ALGORITHMS names, though nothing uses them', async () => {
  const world = await createWorld({ roomSettings: { signing: { algorithms: ['EdDSA'] } } });
  expect(await algorithms(world)).toEqual(['ES256', 'EdDSA', 'RS256']);
  await world.close();
});
