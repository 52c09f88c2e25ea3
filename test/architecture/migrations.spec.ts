import type { QueryRunner } from 'typeorm';
import { migrations } from '#migrations';
import { openDatabase } from '../../src/platform/database/open-database.js';

/**
 * What migrations took away before there was a rule (CONTRIBUTING.md, "Migrations"), or what the last released version
 * does not use any more: then name that version beside it. Nothing else is added here.
 */
const MAY_BREAK: readonly string[] = [
  'Administration1790001100000: scopes.role is gone',
  'AuditChain1790001200000: audit_events_by_sequence of audit_events refuses rows',
  'SealedCodes1790001600000: families.nonce is gone',
  'SealedCodes1790001600000: families.redirect_uri is gone',
  'SealedCodes1790001600000: families.code_challenge is gone',
  'SealedCodes1790001600000: families.code_digest is gone',
  'SealedCodes1790001600000: families.code_expires_at is gone',
  'SealedCodes1790001600000: families.redeemed_at is gone',
  'SealedCodes1790001600000: families.issued_at is demanded',
  'AccountLinks1790003200000: password_tickets is gone',
];

/** By table: its columns, and its unique indexes. */
type Schema = ReadonlyMap<
  string,
  { readonly columns: ReadonlyMap<string, Column>; readonly unique: ReadonlySet<string> }
>;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
}

async function schemaOf(runner: QueryRunner): Promise<Schema> {
  const tables: { name: string }[] = await runner.query(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  const schema = new Map();
  for (const { name } of tables) {
    const columns: Column[] = await runner.query(`PRAGMA table_info("${name}")`);
    const indexes: { name: string; unique: number }[] = await runner.query(`PRAGMA index_list("${name}")`);
    schema.set(name, {
      columns: new Map(columns.map((column) => [column.name, column])),
      unique: new Set(indexes.filter(({ unique }) => unique === 1).map((index) => index.name)),
    });
  }
  return schema;
}

/** What a server of the version before cannot do any more. */
function broken(before: Schema, after: Schema): readonly string[] {
  return [...before].flatMap(([table, { columns, unique }]) => {
    const now = after.get(table);
    if (!now) return [`${table} is gone`];
    const gone = [...columns.keys()].filter((name) => !now.columns.has(name));
    const demanded = [...now.columns.values()].filter(
      ({ name, notnull, dflt_value }) => notnull === 1 && dflt_value === null && columns.get(name)?.notnull !== 1,
    );
    const changed = [...columns.values()].filter(
      ({ name, type }) => now.columns.has(name) && now.columns.get(name)?.type !== type,
    );
    return [
      ...gone.map((name) => `${table}.${name} is gone`),
      ...demanded.map(({ name }) => `${table}.${name} is demanded`),
      ...changed.map(({ name }) => `${table}.${name} has another type`),
      ...[...now.unique].filter((name) => !unique.has(name)).map((name) => `${name} of ${table} refuses rows`),
    ];
  });
}

describe('a migration', () => {
  it('leaves the version before able to serve: it takes nothing away, and demands nothing new', async () => {
    const database = await openDatabase('sqlite::memory:', { entities: [], migrations: [] });
    const found = await database.read(async (manager) => {
      const runner = manager.dataSource.createQueryRunner();
      const all: string[] = [];
      let before: Schema = new Map();
      for (const Migration of migrations) {
        await new Migration().up(runner);
        const after = await schemaOf(runner);
        all.push(...broken(before, after).map((what) => `${Migration.name}: ${what}`));
        before = after;
      }
      return all;
    });
    await database.close();
    expect(found).toEqual(MAY_BREAK);
  });
});
