import { Sealer } from '../../src/platform/crypto/secrets.js';
import { ServerSecretRepository } from '../../src/platform/crypto/server-secret.repository.js';
import { ServerSecrets } from '../../src/platform/crypto/server-secrets.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const STORED = statement('test-secrets-stored', 'SELECT sealed FROM server_secrets');
const SECRET = 'a-secret-of-the-tests-0123456789abcdef';
const ONE = { name: 'one' };
const OTHER = { name: 'other' };

describe.each(DIALECTS)('the server secrets on %s', (dialect) => {
  let database: Database;

  beforeEach(async () => {
    database = await newDatabase(dialect);
  });
  afterEach(() => database.close());

  const replica = (...secrets: string[]) =>
    new ServerSecrets(new ServerSecretRepository(database), new Sealer(secrets), [ONE, OTHER]);

  it('are the same on every replica, however many start together', async () => {
    const replicas = Array.from({ length: 10 }, () => replica(SECRET));
    await Promise.all(replicas.map((each) => each.load()));
    for (const secret of [ONE, OTHER]) {
      const values = replicas.map((each) => each.get(secret).toString('hex'));
      expect(new Set(values).size).toBe(1);
      expect(values[0]).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(replicas[0]?.get(ONE)).not.toEqual(replicas[0]?.get(OTHER));
  });

  it('are sealed at rest, and survive a change of ENCRYPTION_SECRET', async () => {
    const before = replica(SECRET);
    await before.load();
    const rows = await database.query<{ sealed: string }>(STORED);
    expect(rows.map(({ sealed }) => sealed)).not.toContain(before.get(ONE).toString('base64url'));
    const next = 'the-next-secret-of-the-tests-0123456789';
    const after = replica(next, SECRET);
    await after.load();
    expect(after.get(ONE)).toEqual(before.get(ONE));
    const withoutTheOld = replica(next);
    await withoutTheOld.load();
    expect(withoutTheOld.get(ONE)).toEqual(before.get(ONE));
    await expect(replica(SECRET).load()).rejects.toThrow('ENCRYPTION_SECRET');
  });

  it('can be opened, as they are stored, only by who has the same ENCRYPTION_SECRET', async () => {
    const [server, next, reader] = [
      replica(SECRET),
      replica('the-next-secret-of-the-tests-0123456789', SECRET),
      replica(SECRET),
    ];
    await server.load();
    await reader.read();
    const sealed = server.sealedOf(ONE);
    expect([reader.sealedOf(ONE), next.open(ONE, sealed)]).toEqual([sealed, server.get(ONE)]);
    expect(() => next.open(OTHER, sealed)).toThrow('ENCRYPTION_SECRET');
    await next.load();
    expect(next.sealedOf(ONE)).not.toBe(sealed);
    expect((await database.query<{ sealed: string }>(STORED)).map((each) => each.sealed)).toContain(next.sealedOf(ONE));
    expect([next.reseal(ONE, next.sealedOf(ONE)), typeof next.reseal(ONE, sealed)]).toEqual([undefined, 'string']);
    const alone = new ServerSecrets(new ServerSecretRepository(database), new Sealer([SECRET]), [{ name: 'third' }]);
    await alone.read();
    expect(() => alone.sealedOf({ name: 'third' })).toThrow('is not stored');
  });

  it('are taken over by every process that runs when they are renewed, and what is not renewed stays', async () => {
    const [command, server] = [replica(SECRET), replica(SECRET)];
    await command.load();
    await server.load();
    const [one, other] = [server.get(ONE), server.get(OTHER)];
    const before = [Buffer.from(one), Buffer.from(other)];
    const renewed: string[] = [];
    for (const secret of [ONE, OTHER]) server.onRenewal(secret, () => renewed.push(secret.name));
    await database.transaction((transaction) => command.renew([ONE], transaction));
    await server.refresh();
    expect(server.get(ONE)).toBe(one);
    expect([one.equals(before[0] as Buffer), other.equals(before[1] as Buffer)]).toEqual([false, true]);
    const next = replica(SECRET);
    await next.load();
    expect([next.get(ONE), next.get(OTHER)]).toEqual([one, other]);
    await server.refresh();
    expect(renewed).toEqual(['one']);
  });

  it('stay as they are if the new ones cannot be opened, each of which is said once', async () => {
    const [command, server] = [replica('the-next-secret-of-the-tests-0123456789', SECRET), replica(SECRET)];
    await server.load();
    const one = Buffer.from(server.get(ONE));
    await command.load();
    await database.transaction((transaction) => command.renew([ONE], transaction));
    // The command has sealed both with its own encryption secret.
    for (const _ of [ONE, OTHER]) await expect(server.refresh()).rejects.toThrow('ENCRYPTION_SECRET');
    await expect(server.refresh()).resolves.toBeUndefined();
    expect(server.get(ONE)).toEqual(one);
  });

  it('cannot be used before they are loaded', () => {
    expect(() => replica(SECRET).get(ONE)).toThrow('not loaded');
  });

  it('are refused if no room declares them, or if two rooms declare them', async () => {
    const declared = replica(SECRET);
    await declared.load();
    expect(() => declared.get({ name: 'third' })).toThrow('no room declares the server secret third');
    const [repository, sealer] = [new ServerSecretRepository(database), new Sealer([SECRET])];
    expect(() => new ServerSecrets(repository, sealer, [ONE, { name: 'one' }])).toThrow(
      'two server secrets are declared as one',
    );
  });
});
