import { decodeProtectedHeader, type JWK, type JWTVerifyGetKey, jwtDecrypt, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../../../src/keys/encryption.js';
import type { Browser } from '../../support/browser.js';
import { tokensByCode } from '../../support/checking-client.js';
import {
  createEncryptionWorld,
  type EncryptionWorld,
  type KeyPair,
  newKeyPair,
  plaintext,
  tokensOf,
  userinfo,
} from '../../support/encryption.js';
import { bringBack } from '../../support/relying-parties.js';
import { post, REDIRECT_URI, refresh, registerClient, type TestClient } from '../../support/world.js';

let world: EncryptionWorld;
let browser: Browser;
let keySet: JWTVerifyGetKey;
let rsa: KeyPair;
let ec: KeyPair;
let x25519: KeyPair;

beforeAll(async () => {
  world = await createEncryptionWorld();
  ({ browser, keySet, rsa, ec } = world);
  x25519 = await newKeyPair('ECDH-ES', { crv: 'X25519' });
});
afterAll(() => world.close());

function pairFor(alg: string): KeyPair {
  return alg.startsWith('RSA') ? rsa : ec;
}

let made = 0;

/** A client with these keys and this metadata. */
function clientWith(keys: readonly JWK[], metadata: Readonly<Record<string, unknown>>): Promise<TestClient> {
  return registerClient(world, {
    client_id: `encrypted-${made++}`,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scope: 'openid email api:read',
    jwks: { keys },
    ...metadata,
  });
}

describe.each(KEY_ENCRYPTION_ALGORITHMS)('an ID token encrypted by %s (OIDC Core §2 and §10.2)', (alg) => {
  it.each(CONTENT_ENCRYPTION_ALGORITHMS)('and %s is a signed JWT inside', async (enc) => {
    const pair = pairFor(alg);
    const to = await clientWith([pair.jwk], {
      id_token_encrypted_response_alg: alg,
      id_token_encrypted_response_enc: enc,
      id_token_signed_response_alg: 'ES256',
    });
    const { id_token } = await tokensOf(world, to);
    expect(decodeProtectedHeader(id_token)).toMatchObject({ alg, enc, cty: 'JWT', kid: pair.jwk.kid });
    const { payload } = await jwtVerify(await plaintext(id_token, pair), keySet, {
      issuer: world.issuer,
      audience: to.id,
      algorithms: ['ES256'],
    });
    expect(payload).toMatchObject({ nonce: 'the-nonce', sub: expect.any(String), at_hash: expect.any(String) });
  });

  it('is A128CBC-HS256 inside where the client has not said (OIDC Registration §2)', async () => {
    const { id_token } = await tokensOf(
      world,
      await clientWith([pairFor(alg).jwk], { id_token_encrypted_response_alg: alg }),
    );
    expect(decodeProtectedHeader(id_token)).toMatchObject({ alg, enc: 'A128CBC-HS256' });
  });

  it('satisfies openid-client, as does encrypted userinfo', async () => {
    const pair = pairFor(alg);
    const metadata = {
      id_token_signed_response_alg: 'PS256',
      userinfo_signed_response_alg: 'EdDSA',
      id_token_encrypted_response_alg: alg,
      userinfo_encrypted_response_alg: alg,
      userinfo_encrypted_response_enc: 'A256GCM',
    };
    const to = await clientWith([pair.jwk], metadata);
    const { id_token_signed_response_alg, userinfo_signed_response_alg } = metadata;
    const configuration = await client.discovery(
      new URL(world.issuer),
      to.id,
      { id_token_signed_response_alg, userinfo_signed_response_alg },
      client.ClientSecretBasic(to.secret),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    );
    client.enableDecryptingResponses(configuration, undefined, {
      key: pair.privateKey,
      alg,
      kid: pair.jwk.kid as string,
    });
    const tokens = await tokensByCode(configuration, 'openid email', (url) => bringBack(world, url, browser));
    const sub = tokens.claims()?.sub as string;
    expect(await client.fetchUserInfo(configuration, tokens.access_token, sub)).toMatchObject({
      email: 'alice@example.com',
    });
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token as string);
    expect(renewed.claims()?.sub).toBe(sub);
  });
});

describe('encryption for a client', () => {
  it('can be read with its own key only, and not be tampered with', async () => {
    const { id_token } = await tokensOf(
      world,
      await clientWith([rsa.jwk], { id_token_encrypted_response_alg: 'RSA-OAEP-256' }),
    );
    const stranger = await newKeyPair('RSA-OAEP-256');
    await expect(plaintext(id_token, stranger)).rejects.toThrow('decryption operation failed');
    const [header, key, iv, content = '', tag] = id_token.split('.');
    const other = (content[0] === 'A' ? 'B' : 'A') + content.slice(1);
    await expect(plaintext([header, key, iv, other, tag].join('.'), rsa)).rejects.toThrow(
      'decryption operation failed',
    );
  });

  it('works on the curve X25519', async () => {
    const { id_token } = await tokensOf(
      world,
      await clientWith([x25519.jwk], { id_token_encrypted_response_alg: 'ECDH-ES' }),
    );
    await expect(jwtVerify(await plaintext(id_token, x25519), keySet)).resolves.toBeDefined();
  });

  it('takes the key that is meant for it', async () => {
    const other = await newKeyPair('RSA-OAEP-256');
    const { kid: _kid, use: _use, ...plain } = other.jwk;
    const keys = [
      { ...plain, kid: 'sig', use: 'sig' },
      plain,
      { ...plain, kid: 'other', alg: 'RSA-OAEP' },
      ec.jwk,
      rsa.jwk,
    ];
    const { id_token } = await tokensOf(
      world,
      await clientWith(keys, { id_token_encrypted_response_alg: 'RSA-OAEP-256' }),
    );
    expect(decodeProtectedHeader(id_token).kid).toBe(rsa.jwk.kid);
  });

  it('holds for the ID tokens of refreshes, and for no access token', async () => {
    const to = await clientWith([ec.jwk], { id_token_encrypted_response_alg: 'ECDH-ES' });
    const tokens = await tokensOf(world, to);
    const { status, body } = await refresh(world, tokens.refresh_token, {}, to);
    expect(status).toBe(200);
    await expect(jwtVerify(await plaintext(body.id_token, ec), keySet)).resolves.toBeDefined();
    await expect(jwtVerify(body.access_token, keySet)).resolves.toBeDefined();
  });

  it('needs no key where no ID token comes of it', async () => {
    const to = await clientWith([ec.jwk], { id_token_encrypted_response_alg: 'ECDH-ES' });
    const { status, body } = await post(world, '/oauth2/token', { grant_type: 'client_credentials' }, to);
    expect([status, body.id_token]).toEqual([200, undefined]);
  });
});

describe('encrypted userinfo (OIDC Core §5.3.2)', () => {
  it('holds plain claims where it is not signed', async () => {
    const to = await clientWith([rsa.jwk], { userinfo_encrypted_response_alg: 'RSA-OAEP-256' });
    const { access_token, id_token } = await tokensOf(world, to);
    expect(decodeProtectedHeader(id_token).alg).toBe('RS256');
    const answer = await userinfo(world, access_token);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jwt']);
    const { payload, protectedHeader } = await jwtDecrypt(await answer.text(), rsa.privateKey, {
      issuer: world.issuer,
      audience: to.id,
    });
    expect(protectedHeader).toEqual({ alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256', typ: 'JWT', kid: rsa.jwk.kid });
    expect(payload).toMatchObject({ sub: expect.any(String), email: 'alice@example.com' });
  });

  it('is signed, then encrypted where the client wants both', async () => {
    const to = await clientWith([ec.jwk], {
      userinfo_signed_response_alg: 'ES256',
      userinfo_encrypted_response_alg: 'ECDH-ES+A256KW',
      userinfo_encrypted_response_enc: 'A256CBC-HS512',
    });
    const jwe = await (await userinfo(world, (await tokensOf(world, to)).access_token)).text();
    expect(decodeProtectedHeader(jwe)).toMatchObject({ enc: 'A256CBC-HS512', cty: 'JWT' });
    const { payload } = await jwtVerify(await plaintext(jwe, ec), keySet, { audience: to.id, algorithms: ['ES256'] });
    expect(payload.email).toBe('alice@example.com');
  });
});
