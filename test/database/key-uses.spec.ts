import { decodeProtectedHeader } from 'jose';
import type { KeysService } from '../../src/keys/keys.service.js';
import { REPLICA_LEAD } from '../../src/keys/signing-key.js';
import { LONGEST_TOKEN_LIFETIME } from '../../src/oauth/token-lifetime.js';
import { HOUR, after as later, numericDate } from '../../src/platform/clock.js';
import { statement } from '../../src/platform/database/database.js';
import { newKeys, type TestKeys } from '../support/keys.js';
import { openRooms, type Rooms } from '../support/rooms.js';
import { DIALECTS } from '../support/test-database.js';
import { until } from '../support/until.js';

const AUDITED = statement('test-key-uses-audited', "SELECT type, details FROM audit_events WHERE type LIKE 'signing%'");
const WEB_APP = { redirect_uris: ['https://rp.example/cb'] };

/** The published key set has keys for what is used, and for nothing else. */
describe.each(DIALECTS)('the signing keys on %s, by what they are used for', (dialect) => {
  let rooms: Rooms;
  let keys: KeysService;

  beforeEach(async () => {
    rooms = await openRooms(dialect);
    ({ keys } = await replica());
  });
  afterEach(() => rooms.database.close());

  async function replica(algorithms: readonly string[] = []): Promise<TestKeys> {
    const made = await newKeys(rooms.database, rooms.clock, { roomSettings: { signing: { algorithms } } });
    await made.keys.start();
    return made;
  }

  const register = (client_id: string, alg: string, what = 'id_token') =>
    rooms.clients.create({ ...WEB_APP, client_id, [`${what}_signed_response_alg`]: alg });
  const sign = (by: KeysService, alg: string) =>
    by.sign({ iss: by.issuer, exp: numericDate(later(rooms.clock.now(), HOUR)) }, { typ: 'JWT', alg });
  const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid;
  const listed = async () => (await keys.list()).map(({ alg, state }) => `${alg} ${state}`).sort();
  /** As others read it, a second after anything that was done. */
  const published = async (by: KeysService) => {
    rooms.clock.pass(1);
    return (await by.jwks()).keys.map(({ alg }) => alg).sort();
  };

  it('are those of the defaults alone if no client and no resource names another', async () => {
    await register('usual', 'RS256');
    await keys.refresh();
    expect(await published(keys)).toEqual(['ES256', 'RS256']);
  });

  it.each(['id_token', 'userinfo'])('are made once a client is registered for others by its %s', async (what) => {
    await register('app', 'EdDSA', what);
    expect(await listed()).toEqual(['ES256 active', 'EdDSA active', 'RS256 active']);
    await rooms.clients.update('app', { [`${what}_signed_response_alg`]: 'PS256' });
    expect(await listed()).toContain('PS256 active');
    expect(await published(keys)).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256']);
  });

  it('stay for a resource whose access tokens are signed with them', async () => {
    const api = { identifier: 'urn:api', name: 'API', scopes: [], accessTokenLifetime: null };
    await rooms.resources.upsert({ ...api, accessTokenSigningAlg: 'Ed25519' });
    await keys.provideUsed();
    await keys.retireUnused();
    expect(await listed()).toEqual(['ES256 active', 'Ed25519 active', 'RS256 active']);
    await rooms.resources.upsert(api);
    await keys.retireUnused();
    expect(await listed()).toContain('Ed25519 retired');
  });

  it('are made once for an algorithm, however many clients and replicas need it at the same time', async () => {
    const others = await Promise.all([replica(), replica()]);
    await Promise.all([
      ...['a', 'b', 'c'].map((clientId) => register(clientId, 'EdDSA')),
      ...others.map((other) => other.keys.provide(['EdDSA'])),
      ...others.map((other) => sign(other.keys, 'EdDSA')),
    ]);
    expect((await listed()).filter((each) => each.startsWith('EdDSA'))).toEqual(['EdDSA active']);
    const jwts = await Promise.all([keys, ...others.map((other) => other.keys)].map((each) => sign(each, 'EdDSA')));
    expect(new Set(jwts.map(kidOf)).size).toBe(1);
  });

  it('are published by every replica a second after they were made, before a token can ask for them', async () => {
    const other = await replica();
    await register('app', 'EdDSA');
    // On PostgreSQL it hears of the key by a notification, which takes a moment.
    await until(async () => (await published(other.keys)).includes('EdDSA'));
  });

  it('sign no more once nothing uses their algorithm, and are published until what they signed has expired', async () => {
    const { purge } = await replica();
    await register('app', 'EdDSA');
    const jwt = await sign(keys, 'EdDSA');
    await keys.retireUnused();
    expect(await listed()).toContain('EdDSA active');
    await rooms.clients.delete('app');
    await keys.retireUnused();
    expect(await listed()).toContain('EdDSA retired');
    rooms.clock.pass(LONGEST_TOKEN_LIFETIME);
    await purge.run();
    await keys.refresh();
    expect(await published(keys)).toContain('EdDSA');
    await expect(keys.verify(jwt, { typ: 'JWT', ignoreExpiry: true })).resolves.toBeDefined();
    rooms.clock.pass(REPLICA_LEAD);
    await purge.run();
    await keys.refresh();
    expect(await published(keys)).toEqual(['ES256', 'RS256']);
    expect(await listed()).toEqual(['ES256 active', 'RS256 active']);
    await expect(keys.verify(jwt, { typ: 'JWT', ignoreExpiry: true })).rejects.toThrow('key that is not known');
  });

  it('that are retired sign again, the same ones, if they are used again', async () => {
    await register('app', 'EdDSA');
    const kid = kidOf(await sign(keys, 'EdDSA'));
    await rooms.clients.delete('app');
    await keys.retireUnused();
    await register('another', 'EdDSA');
    expect(kidOf(await sign(keys, 'EdDSA'))).toBe(kid);
    await keys.retireUnused();
    expect(await listed()).toContain('EdDSA active');
    const events = await rooms.database.query<{ type: string; details: string }>(AUDITED);
    const ofKey = events.filter(({ details }) => JSON.parse(details).kid === kid).map(({ type }) => type);
    expect(ofKey.sort()).toEqual(['signing-key.created', 'signing_key.resumed', 'signing_key.retired']);
  });

  it('that are about to expire do not sign again: a new one does', async () => {
    await register('app', 'EdDSA');
    const kid = kidOf(await sign(keys, 'EdDSA'));
    await rooms.clients.delete('app');
    await keys.retireUnused();
    rooms.clock.pass(LONGEST_TOKEN_LIFETIME + 1);
    await register('another', 'EdDSA');
    const fresh = await sign(keys, 'EdDSA');
    expect(kidOf(fresh)).not.toBe(kid);
    rooms.clock.pass(HOUR);
    await expect(keys.verify(fresh, { typ: 'JWT', ignoreExpiry: true })).resolves.toBeDefined();
  });

  it('of a registration that a retirement does not see yet are there for its first token all the same', async () => {
    await register('app', 'EdDSA');
    const kid = kidOf(await sign(keys, 'EdDSA'));
    await rooms.clients.delete('app');
    await Promise.all([keys.retireUnused(), register('another', 'EdDSA')]);
    expect(kidOf(await sign(keys, 'EdDSA'))).toBe(kid);
    expect(await listed()).toContain('EdDSA active');
  });

  it('of a database that has keys for all algorithms stay for those in use, and retire otherwise', async () => {
    await register('app', 'Ed25519');
    for (const alg of ['PS256', 'EdDSA']) await keys.rotate(alg);
    await keys.rotate('EdDSA');
    await keys.retireUnused();
    expect(await listed()).toEqual([
      'ES256 active',
      'Ed25519 active',
      'EdDSA retired',
      'EdDSA retired',
      'PS256 retired',
      'RS256 active',
    ]);
  });

  it('of the defaults, and of what a setting names, never retire', async () => {
    const other = await replica(['PS256']);
    await other.keys.refresh();
    await other.keys.retireUnused();
    expect(await listed()).toEqual(['ES256 active', 'PS256 active', 'RS256 active']);
  });

  it('that have retired can be revoked without another in their place', async () => {
    await keys.rotate('EdDSA');
    await keys.retireUnused();
    const kid = (await keys.list()).find(({ alg }) => alg === 'EdDSA')?.kid ?? '';
    await keys.revoke(kid);
    expect(await published(keys)).toEqual(['ES256', 'RS256']);
  });

  it('that are not asked for are not rotated', async () => {
    await keys.rotate('EdDSA');
    await keys.retireUnused();
    rooms.clock.pass(HOUR);
    await keys.refresh();
    expect(await listed()).toContain('EdDSA retired');
  });
});
