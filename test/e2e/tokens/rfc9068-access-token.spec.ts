import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  importJWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { KeysService } from '../../../src/keys/keys.service.js';
import { SHORTEST_LEAD } from '../../../src/keys/signing-key.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminToken } from '../../support/admin.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { API, createWorld, freshTokens, introspect, type World } from '../../support/world.js';

let world: World;
let clock: StoppedClock;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  clock = stopClock(world);
});
afterEach(() => clock.goOn());

/** The key set as a resource server finds it: by the metadata, over HTTP. */
async function publishedKeys() {
  const metadata = await (await fetch(`${world.issuer}/.well-known/oauth-authorization-server`)).json();
  return createRemoteJWKSet(new URL(metadata.jwks_uri));
}

describe('RFC 9068 §2: an access token', () => {
  it('is verified by anyone with the published keys', async () => {
    const { access_token } = await freshTokens(world);
    const { payload, protectedHeader } = await jwtVerify(access_token, await publishedKeys(), {
      issuer: world.issuer,
      audience: API,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(protectedHeader).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: world.issuer,
      sub: (await world.app.get(UsersService).findByUsername('alice'))?.id,
      aud: [world.issuer, API],
      client_id: 'app1',
      scope: 'openid profile email offline_access api:read',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
      auth_time: expect.any(Number),
      acr: '1',
      roles: ['admin'],
      family: expect.any(String),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect(payload.auth_time).toBeLessThanOrEqual(payload.iat ?? 0);
  });

  it('has a jti of its own', async () => {
    const { access_token } = await freshTokens(world);
    const { access_token: other } = await freshTokens(world);
    expect(decodeJwt(access_token).jti).not.toBe(decodeJwt(other).jti);
  });

  it('carries the roles of its user, none for bob', async () => {
    expect(decodeJwt((await freshTokens(world, {}, undefined, 'bob')).access_token).roles).toEqual([]);
  });

  it('says nothing personal', async () => {
    const { access_token } = await freshTokens(world);
    expect(JSON.stringify(decodeJwt(access_token))).not.toMatch(/alice|Example/);
  });

  it('is published without a private key', async () => {
    const answer = await fetch(`${world.issuer}/oauth2/jwks`);
    const { keys } = await answer.json();
    expect(keys.map(({ alg }: { alg: string }) => alg)).toContain('ES256');
    for (const key of keys) {
      expect(key).toMatchObject({ use: 'sig', kid: expect.any(String) });
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret);
    }
  });

  it('is verified after the key was rotated, as are those of the new key', async () => {
    const { access_token: before } = await freshTokens(world);
    await world.app.get(KeysService).rotate('ES256', { immediately: true });
    clock.pass(SHORTEST_LEAD);
    const { access_token: after } = await freshTokens(world);
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    const keys = await publishedKeys();
    for (const token of [before, after]) {
      await jwtVerify(token, keys, { issuer: world.issuer, audience: API });
      expect(await introspect(world, token)).toMatchObject({ active: true });
    }
  });
});

describe('RFC 9068 §4: at userinfo and at the admin API', () => {
  const userinfo = (token: string) =>
    fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const admin = (token: string) =>
    fetch(`${world.issuer}/admin/v1/clients`, { headers: { authorization: `Bearer ${token}` } });

  /** An authorization of alice's: who holds a token is found by it, never by the `sub`. */
  let family: unknown;
  beforeAll(async () => {
    family = decodeJwt((await freshTokens(world)).access_token).family;
  });

  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = async (): Promise<JWTPayload> => ({
    ...decodeJwt(await adminToken(world, 'openid clients:read')),
    sub: await aliceId(),
    family,
  });
  const aliceId = async () => (await world.app.get(UsersService).findByUsername('alice'))?.id ?? '';
  const sign = async (changes: JWTPayload = {}, typ = 'at+jwt', alg = 'ES256') =>
    world.app.get(KeysService).sign({ ...(await claims()), jti: randomUUID(), ...changes }, { typ, alg });
  const publicKey = async (alg: string) => {
    const { keys } = await (await fetch(`${world.issuer}/oauth2/jwks`)).json();
    return keys.find((key: { alg: string }) => key.alg === alg);
  };
  const hs256 = async (secret: string | Buffer, kid: string) => {
    const signed = `${encode({ typ: 'at+jwt', alg: 'HS256', kid })}.${encode(await claims())}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('a good token is accepted', async () => {
    const token = await sign();
    expect([(await userinfo(token)).status, (await admin(token)).status]).toEqual([200, 200]);
  });

  it('a good token of the other algorithm is accepted', async () => {
    const token = await sign({}, 'at+jwt', 'RS256');
    expect([(await userinfo(token)).status, (await admin(token)).status]).toEqual([200, 200]);
  });

  it.each<[string, () => Promise<string>]>([
    [
      'that nobody signed (alg none)',
      async () => `${encode({ typ: 'at+jwt', alg: 'none' })}.${encode(await claims())}.`,
    ],
    [
      'that nobody signed (alg NonE)',
      async () => `${encode({ typ: 'at+jwt', alg: 'NonE' })}.${encode(await claims())}.`,
    ],
    ['without its signature', async () => `${(await sign()).split('.').slice(0, 2).join('.')}.`],
    [
      'whose alg was changed to none',
      async () => {
        const [, payload, signature] = (await sign()).split('.');
        return `${encode({ typ: 'at+jwt', alg: 'none' })}.${payload}.${signature}`;
      },
    ],
    [
      'whose MAC has the public key in PEM as its secret',
      async () => {
        const jwk = await publicKey('RS256');
        const key = (await importJWK(jwk, 'RS256')) as CryptoKey;
        const der = Buffer.from(await crypto.subtle.exportKey('spki', key)).toString('base64');
        const pem = `-----BEGIN PUBLIC KEY-----\n${der.match(/.{1,64}/g)?.join('\n')}\n-----END PUBLIC KEY-----\n`;
        return hs256(pem, jwk.kid);
      },
    ],
    [
      'whose MAC has the modulus as its secret',
      async () => {
        const jwk = await publicKey('RS256');
        return hs256(Buffer.from(jwk.n, 'base64url'), jwk.kid);
      },
    ],
    ['whose MAC has an empty secret', async () => hs256('', (await publicKey('ES256')).kid)],
    [
      'of a stranger who brings the key along',
      async () => {
        const jwk = await exportJWK(stranger.publicKey);
        return new SignJWT(await claims())
          .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', jwk })
          .sign(stranger.privateKey);
      },
    ],
    [
      'of a stranger who takes the name of our key',
      async () => {
        const { kid } = await publicKey('ES256');
        return new SignJWT(await claims())
          .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', kid })
          .sign(stranger.privateKey);
      },
    ],
    [
      'of a stranger who says where to find the key',
      async () =>
        new SignJWT(await claims())
          .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', kid: 'x', jku: 'https://evil.example/jwks' })
          .sign(stranger.privateKey),
    ],
    [
      'with a critical header that nobody understands',
      async () => {
        const [, payload, signature] = (await sign()).split('.');
        return `${encode({ typ: 'at+jwt', alg: 'ES256', kid: (await publicKey('ES256')).kid, crit: ['x'], x: 1 })}.${payload}.${signature}`;
      },
    ],
    [
      'whose claims were changed',
      async () => {
        const [header, , signature] = (await sign()).split('.');
        return `${header}.${encode({ ...(await claims()), scope: 'openid clients:read clients:write' })}.${signature}`;
      },
    ],
    ['for another audience', () => sign({ aud: API })],
    ['for several other audiences', () => sign({ aud: [API, 'app1'] })],
    ['for an audience that only begins like ours', () => sign({ aud: `${world.issuer}/` })],
    ['for nobody', () => sign({ aud: [] })],
    ['of another issuer', () => sign({ iss: 'https://evil.example' })],
    ['of an issuer with a slash more', () => sign({ iss: `${world.issuer}/` })],
    ['that has expired', () => sign({ exp: Math.floor(Date.now() / 1000) - 10 })],
    ['that is not valid yet', () => sign({ nbf: Math.floor(Date.now() / 1000) + 1000 })],
    [
      'that never expires',
      async () => {
        const { exp, ...rest } = await claims();
        return world.app.get(KeysService).sign(rest, { typ: 'at+jwt', alg: 'ES256' });
      },
    ],
    ['of type JWT', () => sign({}, 'JWT')],
    ['of type logout+jwt', () => sign({}, 'logout+jwt')],
    ['that is an ID token', async () => (await freshTokens(world)).id_token],
    ['that is a refresh token', async () => (await freshTokens(world)).refresh_token],
  ])('a token %s is refused', async (_, make) => {
    const token = await make();
    for (const answer of [await userinfo(token), await admin(token)]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer realm="[^"]+", error="invalid_token", error_description="[^"]+"/,
      );
      expect(await answer.json()).toMatchObject({ error: 'invalid_token' });
    }
    expect(await introspectedAs(token)).not.toMatch(/clients:/);
  });

  /** What introspection shows of a token that is meant for others, if anything. */
  const introspectedAs = async (token: string) => {
    const { active, aud, scope } = await introspect(world, token);
    return active && [aud].flat().includes(world.issuer) ? String(scope) : '';
  };

  it('a token of an end-user without the scope is refused with 403 and told the scope', async () => {
    const { access_token } = await freshTokens(world);
    const answer = await admin(access_token);
    expect([answer.status, (await answer.json()).error]).toEqual([403, 'insufficient_scope']);
    expect(answer.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="clients:read"/);
  });

  it('an ID token whose audience is the issuer itself is refused all the same', async () => {
    const token = await sign({ aud: world.issuer }, 'JWT', 'RS256');
    expect([(await userinfo(token)).status, (await admin(token)).status]).toEqual([401, 401]);
  });
});
