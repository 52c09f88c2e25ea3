import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { ENTITIES } from '../../src/entities.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { DIALECTS, newDatabase, newDatabaseUrl } from '../support/test-database.js';

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
      await manager.dataSource.undoLastMigration({ transaction: 'none' });
      return manager.dataSource.createQueryRunner().hasTable('clients');
    });
    expect(left).toBe(false);
    await database.close();
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
});

it('an SQLite database is a file that nobody else may read', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'db.sqlite');
  const database = await openDatabase(`sqlite:${path}`, { entities: ENTITIES, migrations });
  await database.migrate();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  await database.close();
});
