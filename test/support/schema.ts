import { migrations } from '#migrations';
import { Database, type Dialect, statement } from '../../src/platform/database/database.js';
import { ENTITIES } from './entities.js';
import type { TestApp } from './test-app.js';

const TABLES: Readonly<Record<Dialect, ReturnType<typeof statement>>> = {
  sqlite: statement('test-tables', "SELECT name FROM sqlite_master WHERE type = 'table'"),
  postgres: statement('test-tables', "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"),
};

/** The names of the tables that are there, also of those that are not the server's. */
export async function tablesIn(database: Database): Promise<readonly string[]> {
  return (await database.query<{ name: string }>(TABLES[database.dialect])).map(({ name }) => name);
}

/** A statement keeps the columns that a table has when it is first asked, so each reading has its own. */
let readings = 0;

/** Every row of every table that is there, by the name of the table. */
export async function everythingIn(database: Database): Promise<Readonly<Record<string, unknown>>> {
  const reading = ++readings;
  const rows = (await tablesIn(database)).map(async (table) => {
    const all = statement(`test-all-${table}-${reading}`, `SELECT * FROM ${table}`);
    return [table, await database.query(all)] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** How many rows each table of the server has, by the name of the table. */
export function countsIn(database: Database): Promise<Readonly<Record<string, number>>> {
  return database.read(async (manager) => {
    const counts: Record<string, number> = {};
    for (const entity of ENTITIES)
      counts[manager.dataSource.getMetadata(entity).tableName] = await manager.count(entity);
    return counts;
  });
}

/** Undoes one migration, so that the database is as one of the version before it. @param name how its name begins */
export async function undoMigration(database: Database, name: string): Promise<void> {
  const Migration = migrations.find((each) => each.name.startsWith(name));
  if (!Migration) throw new Error(`there is no migration ${name}`);
  await database.transaction(async (transaction) => {
    const { dataSource, queryRunner = dataSource.createQueryRunner() } = transaction.manager;
    await new Migration().down(queryRunner);
    const forget = statement('test-forget-migration', 'DELETE FROM migrations WHERE name = $1');
    if ((await transaction.execute(forget, [Migration.name])) !== 1) throw new Error(`${Migration.name} did not run`);
  });
}

/** Takes a table away while the work is done, so that whatever needs it fails. */
export async function withoutTable<T>(
  { app }: Pick<TestApp, 'app'>,
  table: string,
  work: () => Promise<T>,
): Promise<T> {
  const database = app.get(Database);
  const rename = (from: string, to: string) =>
    database.execute(statement(`test-rename-${from}`, `ALTER TABLE ${from} RENAME TO ${to}`));
  await rename(table, `${table}_gone`);
  try {
    return await work();
  } finally {
    await rename(`${table}_gone`, table);
  }
}
