import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { KeysService } from '../../../src/keys/keys.service.js';
import { SIGNING_ALGORITHMS } from '../../../src/keys/signing-algorithm.js';
import { JWKS_MAX_AGE, KEY_REFRESH_INTERVAL, SHORTEST_LEAD } from '../../../src/keys/signing-key.js';
import { LONGEST_TOKEN_LIFETIME } from '../../../src/oauth/token-lifetime.js';
import { DAY, HOUR, MINUTE } from '../../../src/platform/clock.js';
import { Browser } from '../../support/browser.js';
import { tokensByCode } from '../../support/checking-client.js';
import { type StoppedClock, stopClock, stopPeriodicWork } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { bringBack } from '../../support/relying-parties.js';
import { createTestApp } from '../../support/test-app.js';
import { newDatabaseUrl } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { createWorld, freshTokens, introspect, signedInBrowser, type World } from '../../support/world.js';

/** OIDC Core §10.1.1: rotation of signing keys, as those see it who verify. */
describe('a rollover of signing keys', () => {
  let world: World;
  /** A second server on the same database; both say the same issuer. */
  let replica: World;
  let clock: StoppedClock;
  let browser: Browser;

  beforeEach(async () => {
    const databaseUrl = await newDatabaseUrl('postgres');
    world = await createWorld({ databaseUrl, roomSettings: { signing: { algorithms: SIGNING_ALGORITHMS } } });
    replica = { ...world, ...(await createTestApp({ ...world.config, port: await freePort() })) };
    clock = stopClock(world, replica);
    browser = await signedInBrowser(world);
  });
  afterEach(async () => {
    clock.goOn();
    await Promise.all([world.close(), replica.close()]);
  });

  const keysOf = ({ app }: World) => app.get(KeysService);

  async function jwks(server: World): Promise<JSONWebKeySet> {
    return (await (await fetch(`http://127.0.0.1:${server.config.port}/oauth2/jwks`)).json()) as JSONWebKeySet;
  }

  async function kids(server: World): Promise<readonly string[]> {
    return (await jwks(server)).keys.map(({ kid }) => kid ?? '').sort();
  }

  function sign(server: World, alg: string): Promise<string> {
    const now = Math.floor(keysOf(server).now() / 1000);
    const claims = { iss: world.issuer, aud: 'app1', sub: 'alice', iat: now, exp: now + LONGEST_TOKEN_LIFETIME };
    return keysOf(server).sign(claims, { typ: 'JWT', alg });
  }

  /** Every replica looks for new keys from time to time. */
  async function goOn(seconds: number): Promise<void> {
    clock.pass(seconds);
    await Promise.all([world, replica].map((server) => keysOf(server).refresh()));
  }

  it('is never noticed by a relying party that keeps the key set for as long as it may', async () => {
    const algorithms = keysOf(world).algorithms;
    const seen = new Set<string>();
    let kept = { at: 0, keySet: createLocalJWKSet(await jwks(world)) };
    let elapsed = 0;
    const verifyAll = async () => {
      for (const server of [world, replica]) {
        for (const alg of algorithms) {
          const jwt = await sign(server, alg);
          seen.add(decodeProtectedHeader(jwt).kid ?? '');
          if (elapsed >= kept.at + JWKS_MAX_AGE) {
            kept = { at: elapsed, keySet: createLocalJWKSet(await jwks(elapsed % 2 === 0 ? world : replica)) };
          }
          const currentDate = new Date(keysOf(server).now());
          await expect(jwtVerify(jwt, kept.keySet, { currentDate })).resolves.toBeDefined();
        }
      }
    };
    const pass = async (seconds: number, steps: number) => {
      for (let step = 0; step < steps; step++) {
        await goOn(seconds);
        elapsed += seconds;
        await verifyAll();
      }
    };
    await verifyAll();
    await pass(88.9 * DAY, 1);
    await pass(HOUR, 8); // the next keys are made and published
    await pass(18.3 * HOUR, 1);
    await pass(KEY_REFRESH_INTERVAL, 24); // the end of the first keys' lifetime
    await pass(22 * MINUTE, 1);
    await pass(KEY_REFRESH_INTERVAL, 30); // the next ones take over
    expect(seen.size).toBe(2 * algorithms.length);
  });

  it('leaves what was signed before verifiable until it has expired', async () => {
    const tokens = await freshTokens(world, {}, browser);
    const old = await sign(world, 'RS256');
    await keysOf(world).rotate('RS256');
    await keysOf(world).rotate('ES256');
    expect(await kids(replica)).toEqual(await kids(world));
    await goOn(DAY);
    expect(decodeProtectedHeader(await sign(world, 'RS256')).kid).not.toBe(decodeProtectedHeader(old).kid);
    const keySet = createRemoteJWKSet(new URL(`http://127.0.0.1:${replica.config.port}/oauth2/jwks`));
    await expect(jwtVerify(old, keySet)).resolves.toBeDefined();
    await expect(jwtVerify(tokens.id_token, keySet)).resolves.toBeDefined();
    await goOn(LONGEST_TOKEN_LIFETIME - 1);
    expect(await kids(replica)).toContain(decodeProtectedHeader(await sign(replica, 'RS256')).kid);
    expect(await kids(replica)).toContain(decodeProtectedHeader(old).kid);
    await goOn(HOUR);
    expect(await kids(replica)).not.toContain(decodeProtectedHeader(old).kid);
  });

  it('is not noticed either if the new key is wanted immediately: it waits for what is cached', async () => {
    const before = decodeProtectedHeader(await sign(world, 'ES256')).kid;
    const { headers } = await fetch(`http://127.0.0.1:${world.config.port}/oauth2/jwks`);
    const maxAge = Number(headers.get('cache-control')?.match(/max-age=(\d+)/)?.[1]);
    const lastWithoutIt = createLocalJWKSet(await jwks(replica));
    await keysOf(world).rotate('ES256', { immediately: true });
    // A replica that hears nothing of the others looks for itself.
    await goOn(KEY_REFRESH_INTERVAL);
    const published = await kids(replica);
    expect(published).toEqual(await kids(world));
    for (let age = KEY_REFRESH_INTERVAL; age <= maxAge; age += KEY_REFRESH_INTERVAL) {
      for (const server of [world, replica]) {
        const currentDate = new Date(keysOf(server).now());
        await expect(jwtVerify(await sign(server, 'ES256'), lastWithoutIt, { currentDate })).resolves.toBeDefined();
      }
      await goOn(KEY_REFRESH_INTERVAL);
    }
    expect(decodeProtectedHeader(await sign(replica, 'ES256')).kid).toBe(before);
    await goOn(SHORTEST_LEAD - JWKS_MAX_AGE - KEY_REFRESH_INTERVAL);
    for (const server of [world, replica]) {
      const { kid } = decodeProtectedHeader(await sign(server, 'ES256'));
      expect(kid).not.toBe(before);
      expect(published).toContain(kid);
    }
    const { access_token } = await freshTokens(world, {}, browser);
    expect(
      await introspect({ ...world, issuer: `http://127.0.0.1:${replica.config.port}` }, access_token),
    ).toMatchObject({ active: true });
  });

  it('is heard of by other replicas at once on PostgreSQL', async () => {
    await stopPeriodicWork(replica);
    await jwks(replica);
    await keysOf(world).rotate('EdDSA');
    const expected = await kids(world);
    await until(async () => (await kids(replica)).length >= expected.length);
    expect(await kids(replica)).toEqual(expected);
  });

  it('does not disturb openid-client, which keeps a key set and does not fetch it again so soon', async () => {
    const configuration = await client.discovery(
      new URL(world.issuer),
      'app1',
      { [client.clockTolerance]: 2 * DAY },
      client.ClientSecretBasic(world.app1.secret),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    );
    const signIn = () =>
      tokensByCode(configuration, 'openid', (url) => bringBack(world, url, new Browser(world.issuer)));
    await keysOf(world).rotate('RS256');
    const first = await signIn();
    await goOn(DAY);
    const second = await signIn();
    const [kid, next] = [first, second].map(({ id_token }) => decodeProtectedHeader(id_token ?? '').kid);
    expect(next).not.toBe(kid);
    expect(second.claims()?.sub).toBe(first.claims()?.sub);
  });
});
