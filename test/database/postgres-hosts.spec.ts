import { migrations } from '#migrations';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { INCREMENT, INSERT } from '../support/counting.js';
import { ENTITIES } from '../support/entities.js';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.js';
import { run } from '../support/program.js';
import { until } from '../support/until.js';

const PORT = statement('test-port', `SELECT current_setting('port') AS port`);
const PARTS = { entities: ENTITIES, migrations };

let first: PostgresServer;
let second: PostgresServer;
let firstPort: string;
let secondPort: string;

beforeAll(async () => {
  [first, second] = await Promise.all([startPostgresServer(), startPostgresServer()]);
  firstPort = new URL(first.url).port;
  secondPort = new URL(second.url).port;
  for (const { url } of [first, second]) {
    const database = await openDatabase(`${url}/postgres`, PARTS);
    await database.migrate();
    await database.execute(INSERT, ['a', 0]);
    await database.close();
  }
});
afterAll(() => Promise.all([first.remove(), second.remove()]));

const both = (more = '', password = 'gatehouse') =>
  `postgres://gatehouse:${password}@127.0.0.1:${firstPort},127.0.0.1:${secondPort}/postgres${more}`;

/** Where every connection leads to: those for reading, for writing and for transactions. */
async function portsOf(database: Database): Promise<readonly string[]> {
  const ask = async (connection: Pick<Database, 'query'>) => (await connection.query<{ port: string }>(PORT))[0]?.port;
  const changing = statement(
    'test-port-of-writer',
    `UPDATE throttles SET failures = 0 RETURNING current_setting('port') AS port`,
  );
  const ports = await Promise.all([
    ...Array.from({ length: 8 }, () => ask(database)),
    ...Array.from({ length: 8 }, async () => (await database.query<{ port: string }>(changing))[0]?.port),
    ...Array.from({ length: 8 }, () => database.transaction(ask)),
  ]);
  return [...new Set(ports)] as string[];
}

async function setReadOnly({ url }: PostgresServer, value: string): Promise<void> {
  const admin = await openDatabase(`${url}/postgres?options=-c%20default_transaction_read_only%3Doff`, PARTS);
  await admin.execute(statement('test-set', `ALTER SYSTEM SET default_transaction_read_only = ${value}`));
  await admin.query(statement('test-reload', 'SELECT pg_reload_conf()'));
  await admin.close();
}

/** Works on it until it succeeds. */
async function untilItWorks(work: () => Promise<unknown>): Promise<void> {
  await until(() =>
    work().then(
      () => true,
      (error: { statusCode?: number }) => {
        expect(error.statusCode).toBe(503);
        return false;
      },
    ),
  );
}

describe('of several hosts of PostgreSQL', () => {
  it('the first is connected to if it fits', async () => {
    const database = await openDatabase(both(), PARTS);
    expect(await portsOf(database)).toEqual([firstPort]);
    await database.close();
  });

  it('no other is tried if the first refuses the password', async () => {
    await expect(openDatabase(both('', 'wrong'), PARTS)).rejects.toThrow(
      new RegExp(
        `^cannot open the database postgres://127.0.0.1:${firstPort},127.0.0.1:${secondPort}/postgres: 127.0.0.1:${firstPort}: password authentication failed[^;]*$`,
      ),
    );
  });

  it.each(['', '?target_session_attrs=read-write'])('one that is read-only is passed over (%s)', async (more) => {
    await setReadOnly(first, 'on');
    const database = await openDatabase(both(more), PARTS);
    expect(await portsOf(database)).toEqual([secondPort]);
    await database.close();
    await setReadOnly(first, 'off');
  });

  it('one that is read-only fits any and primary, because it is no standby', async () => {
    await setReadOnly(first, 'on');
    for (const target of ['any', 'primary']) {
      const database = await openDatabase(both(`?target_session_attrs=${target}`), PARTS);
      await expect(database.query(PORT)).resolves.toEqual([{ port: firstPort }]);
      await database.close();
    }
    await setReadOnly(first, 'off');
  });

  it('the next is gone on with while running, by every connection, if the present one becomes read-only', async () => {
    const database = await openDatabase(both(), PARTS);
    expect(await portsOf(database)).toEqual([firstPort]);
    await setReadOnly(first, 'on');
    // PostgreSQL reads its settings again a moment after it was told to: until then the first one still fits.
    await untilItWorks(async () => {
      if (String(await portsOf(database)) !== secondPort)
        throw Object.assign(new Error('not yet'), { statusCode: 503 });
    });
    expect(await portsOf(database)).toEqual([secondPort]);

    const other = await openDatabase(`${second.url}/postgres`, PARTS);
    const heard = new Promise((resolve) => database.onChange('things', (key) => key === 'a' && resolve(key)));
    const announce = () => other.transaction((transaction) => transaction.announce('things', 'a'));
    const repeated = setInterval(announce, 200);
    await heard;
    clearInterval(repeated);
    await announce();
    await Promise.all([database.close(), other.close()]);
    await setReadOnly(first, 'off');
  });

  it('the next is gone on with if the present one is gone, and the first again if that one goes', async () => {
    const database = await openDatabase(both(), PARTS);
    expect(await portsOf(database)).toEqual([firstPort]);
    await first.stop();
    await untilItWorks(() => Promise.all([database.execute(INCREMENT, ['a', 1]), portsOf(database)]));
    expect(await portsOf(database)).toEqual([secondPort]);
    await first.start();
    await second.stop();
    await untilItWorks(() => Promise.all([database.execute(INCREMENT, ['a', 1]), portsOf(database)]));
    expect(await portsOf(database)).toEqual([firstPort]);
    await second.start();
    await database.close();
  });

  it('each is named if none fits', async () => {
    await first.stop();
    await setReadOnly(second, 'on');
    await expect(openDatabase(both(), PARTS)).rejects.toThrow(
      new RegExp(`127.0.0.1:${firstPort}: .*ECONNREFUSED.*; 127.0.0.1:${secondPort}: is not read-write`),
    );
    await setReadOnly(second, 'off');
    await first.start();
  });

  it('one that hangs is passed over', async () => {
    first.hang();
    const database = await openDatabase(both('?connect_timeout=5'), PARTS);
    first.goOn();
    expect(await portsOf(database)).toEqual([secondPort]);
    await database.close();
  });

  it('commands go on with the next, too', async () => {
    await first.stop();
    const migrated = await run('cli.js', ['migrate'], { DATABASE_URL: both(), ENCRYPTION_SECRET: 'x'.repeat(32) });
    expect([migrated.code, migrated.stderr]).toEqual([0, '']);
    await first.start();
  });
});
