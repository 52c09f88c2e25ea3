import { Sealer } from '../../src/platform/crypto/secrets.js';
import { ServerSecretRepository } from '../../src/platform/crypto/server-secret.repository.js';
import { ServerSecrets } from '../../src/platform/crypto/server-secrets.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const STORED = statement('test-secrets-stored', 'SELECT sealed FROM server_secrets');
const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

describe.each(DIALECTS)('the server secrets on %s', (dialect) => {
  let database: Database;

  beforeEach(async () => {
    database = await newDatabase(dialect);
  });
  afterEach(() => database.close());

  const replica = (...secrets: string[]) =>
    new ServerSecrets(new ServerSecretRepository(database), new Sealer(secrets));

  it('are the same on every replica, however many start together', async () => {
    const replicas = Array.from({ length: 10 }, () => replica(SECRET));
    await Promise.all(replicas.map((each) => each.load()));
    for (const name of ['csrf', 'refresh-token'] as const) {
      const values = replicas.map((each) => each.get(name).toString('hex'));
      expect(new Set(values).size).toBe(1);
      expect(values[0]).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(replicas[0]?.get('csrf')).not.toEqual(replicas[0]?.get('refresh-token'));
  });

  it('are sealed at rest, and survive a change of ENCRYPTION_SECRET', async () => {
    const before = replica(SECRET);
    await before.load();
    const rows = await database.query<{ sealed: string }>(STORED);
    expect(rows.map(({ sealed }) => sealed)).not.toContain(before.get('csrf').toString('base64url'));
    const next = 'the-next-secret-of-the-tests-0123456789';
    const after = replica(next, SECRET);
    await after.load();
    expect(after.get('csrf')).toEqual(before.get('csrf'));
    const withoutTheOld = replica(next);
    await withoutTheOld.load();
    expect(withoutTheOld.get('csrf')).toEqual(before.get('csrf'));
    await expect(replica(SECRET).load()).rejects.toThrow('ENCRYPTION_SECRET');
  });

  it('cannot be used before they are loaded', () => {
    expect(() => replica(SECRET).get('csrf')).toThrow('not loaded');
  });
});
