import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import type { KeysService } from '../../src/keys/keys.service.js';
import { FIRST_ALGORITHMS, SIGNING_ALGORITHMS } from '../../src/keys/signing-algorithm.js';
import { SHORTEST_LEAD } from '../../src/keys/signing-key.js';
import { LONGEST_TOKEN_LIFETIME } from '../../src/oauth/token-lifetime.js';
import { DAY, HOUR, after as later, numericDate } from '../../src/platform/clock.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { DEFAULT_LIFETIMES } from '../../src/platform/config/config.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { newKeys } from '../support/keys.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const STORED = statement('test-keys-stored', 'SELECT * FROM signing_keys');
const AUDITED = statement('test-keys-audited', 'SELECT type, actor, details FROM audit_events ORDER BY at, type');

describe.each(DIALECTS)('the signing keys on %s', (dialect) => {
  let clock: TestClock;
  let database: Database;

  beforeEach(async () => {
    clock = new TestClock();
    database = await newDatabase(dialect);
  });
  afterEach(() => database.close());

  /** A replica that has started. */
  async function replica(algorithms: readonly string[] = []): Promise<KeysService> {
    const { keys } = await newKeys(database, clock, { roomSettings: { signing: { algorithms } } });
    await keys.start();
    return keys;
  }

  const token = (keys: KeysService, alg = 'ES256') =>
    keys.sign({ iss: keys.issuer, exp: numericDate(later(clock.now(), HOUR)) }, { typ: 'JWT', alg });
  const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid;
  const states = async (keys: KeysService, alg: string) =>
    (await keys.list()).filter((key) => key.alg === alg).map((key) => key.state);

  it('are made at the first start for the default algorithms, and kept', async () => {
    const first = await replica();
    expect((await first.list()).map(({ alg, state }) => [alg, state]).sort()).toEqual([
      ['ES256', 'active'],
      ['RS256', 'active'],
    ]);
    const second = await replica();
    expect(await second.jwks()).toEqual(await first.jwks());
    await expect(second.verify(await token(first, 'RS256'), { typ: 'JWT' })).resolves.toMatchObject({
      iss: first.issuer,
    });
  });

  it('are made once, however many replicas start together', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => replica()));
    await expect(database.query(STORED)).resolves.toHaveLength(2);
    const sets = await Promise.all(replicas.map((keys) => keys.jwks()));
    expect(sets.every((set) => JSON.stringify(set) === JSON.stringify(sets[0]))).toBe(true);
    const jwts = await Promise.all(replicas.map((keys) => token(keys)));
    await Promise.all(jwts.flatMap((jwt) => replicas.map((keys) => keys.verify(jwt, { typ: 'JWT' }))));
  });

  it('are made for the other algorithms that a setting names after the start, in the background', async () => {
    const keys = await replica(SIGNING_ALGORITHMS);
    expect(await keys.list()).toHaveLength(2);
    await keys.refresh();
    expect((await keys.list()).map(({ alg, state }) => [alg, state]).sort()).toEqual(
      [...keys.algorithms].sort().map((alg) => [alg, 'active']),
    );
    for (const alg of keys.algorithms) {
      const jwt = await token(keys, alg);
      expect(decodeProtectedHeader(jwt)).toMatchObject({ alg, kid: expect.any(String) });
      await expect(keys.verify(jwt, { typ: 'JWT' })).resolves.toMatchObject({ iss: keys.issuer });
    }
  });

  it('are all there when someone asks for the key set before, however many do and of whichever replica', async () => {
    const replicas = await Promise.all([replica(SIGNING_ALGORITHMS), replica(SIGNING_ALGORITHMS)]);
    const sets = await Promise.all(Array.from({ length: 10 }, (_, index) => replicas[index % 2]?.jwks()));
    await expect(database.query(STORED)).resolves.toHaveLength(SIGNING_ALGORITHMS.length);
    expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(1);
  });

  it('are made for an algorithm that is needed before, once, however many replicas and requests need it', async () => {
    const replicas = await Promise.all([replica(), replica()]);
    const jwts = await Promise.all(
      Array.from({ length: 50 }, (_, index) => token(replicas[index % 2] as KeysService, 'EdDSA')),
    );
    await expect(database.query(STORED)).resolves.toHaveLength(3);
    await Promise.all(jwts.flatMap((jwt) => replicas.map((keys) => keys.verify(jwt, { typ: 'JWT' }))));
  });

  it('are made once when several replicas find the next one due', async () => {
    const replicas = await Promise.all([replica(), replica()]);
    clock.pass(89 * DAY);
    await Promise.all(replicas.flatMap((keys) => Array.from({ length: 3 }, () => keys.refresh(FIRST_ALGORITHMS))));
    for (const keys of replicas) {
      for (const alg of FIRST_ALGORITHMS) expect(await states(keys, alg)).toEqual(['active', 'next']);
    }
  });

  it('are published without their private parts, under their thumbprints', async () => {
    const server = await replica(SIGNING_ALGORITHMS);
    const { keys } = await server.jwks();
    const members: Record<string, string[]> = {
      RSA: ['e', 'kty', 'n'],
      EC: ['crv', 'kty', 'x', 'y'],
      OKP: ['crv', 'kty', 'x'],
    };
    expect(keys.map(({ alg }) => alg).sort()).toEqual([...server.algorithms].sort());
    for (const { kid, alg: _alg, use, ...parts } of keys) {
      expect(await calculateJwkThumbprint(parts)).toBe(kid);
      expect(Object.keys(parts).sort()).toEqual(members[parts.kty]);
      expect(use).toBe('sig');
      if (parts.kty === 'RSA') expect(parts.n).toHaveLength(342); // 2048 bits
    }
  });

  it('are sealed at rest', async () => {
    await replica();
    for (const row of await database.query<{ kid: string; public_jwk: string; sealed_private_jwk: string }>(STORED)) {
      expect(JSON.stringify(row)).not.toMatch(/"d\\*":|"p\\*":/);
      expect(row.sealed_private_jwk).toMatch(/^[\w-]+$/);
    }
    const { keys } = await newKeys(database, clock, { encryptionSecrets: ['another-secret-0123456789-0123456789'] });
    await expect(keys.refresh()).rejects.toThrow('ENCRYPTION_SECRET');
  });

  it('follow each other without a gap', async () => {
    const keys = await replica();
    const old = await token(keys);
    clock.pass(89 * DAY);
    await keys.refresh(FIRST_ALGORITHMS);
    expect(await states(keys, 'ES256')).toEqual(['active', 'next']);
    expect((await keys.jwks()).keys.filter(({ alg }) => alg === 'ES256')).toHaveLength(2);
    expect(kidOf(await token(keys))).toBe(kidOf(old));
    clock.pass(DAY);
    const late = await token(keys);
    expect(kidOf(late)).not.toBe(kidOf(old));
    expect(await states(keys, 'ES256')).toEqual(['retired', 'active']);
    expect((await keys.jwks()).keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining([kidOf(old), kidOf(late)]));
  });

  it('are unpublished and deleted when what they signed has expired', async () => {
    const { keys, purge } = await newKeys(database, clock);
    await keys.start();
    const old = await token(keys);
    await keys.rotate('ES256', { immediately: true });
    clock.pass(LONGEST_TOKEN_LIFETIME);
    await purge.run();
    await expect(keys.verify(old, { typ: 'JWT', ignoreExpiry: true })).resolves.toBeDefined();
    clock.pass(HOUR);
    expect((await keys.jwks()).keys.map(({ kid }) => kid)).not.toContain(kidOf(old));
    await expect(keys.verify(old, { typ: 'JWT', ignoreExpiry: true })).rejects.toThrow('key that is not known');
    await purge.run();
    expect(await states(keys, 'ES256')).toEqual(['active']);
  });

  it('rotate when asked: published now, signing after the lead', async () => {
    const keys = await replica();
    const before = kidOf(await token(keys));
    await keys.rotate('ES256');
    await keys.rotate('ES256');
    expect(await states(keys, 'ES256')).toEqual(['active', 'next']);
    expect(kidOf(await token(keys))).toBe(before);
    clock.pass(DAY);
    expect(kidOf(await token(keys))).not.toBe(before);
    expect(await states(keys, 'RS256')).toEqual(['active']);
  });

  it('rotate immediately when asked so: when no cached key set lacks the new key, and a replica has not heard of it before', async () => {
    const [keys, other] = await Promise.all([replica(), replica()]);
    const before = await token(keys);
    await keys.rotate('ES256', { immediately: true, actor: 'an admin' });
    clock.pass(SHORTEST_LEAD - 1);
    expect(kidOf(await token(keys))).toBe(kidOf(before));
    clock.pass(1);
    const now = await token(keys);
    expect(kidOf(now)).not.toBe(kidOf(before));
    await Promise.all(Array.from({ length: 50 }, () => other.verify(now, { typ: 'JWT' })));
    await expect(keys.verify(before, { typ: 'JWT' })).resolves.toBeDefined();
    await expect(keys.rotate('HS256')).rejects.toThrow('not HS256');
  });

  it('of an algorithm that has none yet sign at once, however they are made', async () => {
    const keys = await replica();
    await keys.rotate('EdDSA');
    expect(await states(keys, 'EdDSA')).toEqual(['active']);
  });

  it('stay published while a session lives whose ID token is still a hint', async () => {
    const lifetimes = { ...DEFAULT_LIFETIMES, session: 30 * DAY };
    const { keys } = await newKeys(database, clock, { lifetimes });
    await keys.start();
    const hint = await token(keys);
    await keys.rotate('ES256', { immediately: true });
    clock.pass(30 * DAY);
    await expect(keys.verify(hint, { typ: 'JWT', ignoreExpiry: true })).resolves.toBeDefined();
  });

  it('leave every creation and rotation in the audit log', async () => {
    const keys = await replica();
    clock.pass(1);
    await keys.rotate('RS256', { actor: 'an admin' });
    const events = await database.query<{ type: string; actor: string | null; details: string }>(AUDITED);
    expect(events.map(({ type, actor }) => [type, actor])).toEqual([
      ['signing-key.created', null],
      ['signing-key.created', null],
      ['signing-key.rotated', 'an admin'],
    ]);
    const [retired, next] = (await keys.list()).filter(({ alg }) => alg === 'RS256');
    expect(JSON.parse(events[2]?.details ?? '')).toEqual({
      kid: next?.kid,
      alg: 'RS256',
      after: { activeAt: next?.activeAt },
      replaces: retired?.kid,
    });
  });

  it('sign without the database', async () => {
    const other = await newDatabase('sqlite');
    const { keys } = await newKeys(other, clock);
    await keys.start();
    await other.close();
    await expect(keys.verify(await token(keys), { typ: 'JWT' })).resolves.toBeDefined();
    await expect(token(keys, 'HS256')).rejects.toThrow('no signing key for HS256');
  });
});
