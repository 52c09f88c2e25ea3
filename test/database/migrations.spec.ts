import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { statement } from '../../src/platform/database/database.js';
import { openDatabase, openServerDatabase } from '../../src/platform/database/open-database.js';
import { ENTITIES } from '../support/entities.js';
import { DIALECTS, newDatabase, newDatabaseUrl } from '../support/test-database.js';

/** A client of the first release, its secret, and what a user has allowed it. */
const STORED = [
  `INSERT INTO clients (client_id, client_name, metadata, created_at, updated_at, version) VALUES ('a', 'A', '{}', 1, 1, 1)`,
  `INSERT INTO client_secrets (id, client_id, digest, created_at) VALUES ('s', 'a', 'd', 1)`,
  `INSERT INTO consents (user_id, client_id, scope, granted_at, updated_at) VALUES ('u', 'a', 'openid', 1, 1)`,
];

describe.each(DIALECTS)('migrations on %s', (dialect) => {
  it('create exactly the tables that the entities describe', async () => {
    const database = await newDatabase(dialect);
    const changes = await database.read(async (manager) => manager.dataSource.driver.createSchemaBuilder().log());
    expect(changes.upQueries.map(({ query }) => query)).toEqual([]);
    await database.close();
  });

  it('can be undone', async () => {
    const database = await newDatabase(dialect);
    const left = await database.read(async (manager) => {
      for (const _ of migrations) await manager.dataSource.undoLastMigration({ transaction: 'none' });
      return manager.dataSource.createQueryRunner().hasTable('clients');
    });
    expect(left).toBe(false);
    await database.close();
  });

  it('keep what is stored', async () => {
    const url =
      dialect === 'sqlite'
        ? `sqlite:${join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite')}`
        : await newDatabaseUrl(dialect);
    const first = await openDatabase(url, { entities: ENTITIES, migrations: migrations.slice(0, 1) });
    await first.migrate();
    for (const [index, text] of STORED.entries()) await first.execute(statement(`test-store-${index}`, text));
    await first.close();
    const second = await openDatabase(url, { entities: ENTITIES, migrations });
    await second.migrate();
    const left = await second.query(
      statement(
        'test-left',
        'SELECT c.registered_by, s.digest, k.scope FROM clients c, client_secrets s, consents k WHERE s.client_id = c.client_id AND k.client_id = c.client_id',
      ),
    );
    expect(left).toEqual([{ registered_by: 'administrator', digest: 'd', scope: 'openid' }]);
    await second.close();
  });

  it('run exactly once, even if several replicas start together', async () => {
    const url =
      dialect === 'sqlite'
        ? `sqlite:${join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite')}`
        : await newDatabaseUrl(dialect);
    const replicas = await Promise.all(
      Array.from({ length: dialect === 'sqlite' ? 1 : 4 }, () => openDatabase(url, { entities: ENTITIES, migrations })),
    );
    const ran = await Promise.all(replicas.map((replica) => replica.migrate()));
    expect(ran.flat()).toHaveLength(migrations.length);
    await expect(replicas[0]?.pendingMigrations()).resolves.toEqual([]);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('are required of who leaves them to others, and refused to start without', async () => {
    const url =
      dialect === 'sqlite'
        ? `sqlite:${join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite')}`
        : await newDatabaseUrl(dialect);
    const older = await openServerDatabase(url, { entities: ENTITIES, migrations: migrations.slice(0, -1) }, true);
    await older.close();
    await expect(openServerDatabase(url, { entities: ENTITIES, migrations }, false)).rejects.toThrow(
      /did not run yet; MIGRATE_ON_START is false, so run: npx gatehouse migrate$/,
    );
    await (await openServerDatabase(url, { entities: ENTITIES, migrations }, true)).close();
    await (await openServerDatabase(url, { entities: ENTITIES, migrations }, false)).close();
  });
});

it('an SQLite database is a file that no one else may read', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite');
  const database = await openDatabase(`sqlite:${path}`, { entities: ENTITIES, migrations });
  await database.migrate();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  await database.close();
});
