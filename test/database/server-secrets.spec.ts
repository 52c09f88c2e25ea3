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
