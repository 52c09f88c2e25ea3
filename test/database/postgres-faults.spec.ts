import { isDeepStrictEqual } from 'node:util';
import { migrations } from '#migrations';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { INCREMENT, INSERT } from '../support/counting.js';
import { ENTITIES } from '../support/entities.js';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.js';
import { newDatabaseUrl } from '../support/test-database.js';
import { until } from '../support/until.js';

const UNAVAILABLE = { status: 'rejected', reason: { statusCode: 503, retryAfter: 1 } };
const IS_READ_ONLY = statement('test-read-only', `SELECT current_setting('transaction_read_only') AS value`);
/** No SELECT, so that it goes to the connections by which something is changed. */
const SHOW_READ_ONLY = statement('test-show-read-only', 'SHOW transaction_read_only');
const NAME = statement('test-name', 'SELECT current_database() AS name');

let server: PostgresServer;
let database: Database;

beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.remove());

beforeEach(async () => {
  const url = await newDatabaseUrl('postgres', server.url);
  database = await openDatabase(url, { entities: ENTITIES, migrations });
  await database.migrate();
  await database.execute(INSERT, ['a', 0]);
});
afterEach(() => database.close());

const increment = () => database.execute(INCREMENT, ['a', 1]);
const incrementInTransaction = () => database.transaction((transaction) => transaction.execute(INCREMENT, ['a', 1]));
/** Ten times as many at once as there are connections, of each kind. */
const all = async (ask: () => Promise<unknown>) => Promise.allSettled(Array.from({ length: 100 }, ask));

describe('PostgreSQL that is read-only from now on', () => {
  const readOnly = async (connection: Pick<Database, 'query'>) => (await connection.query(IS_READ_ONLY))[0];

  /** The connections that there are lead to a read-only server, and those made from now on to another one. */
  async function demote(): Promise<void> {
    const [{ name } = { name: '' }] = await database.query<{ name: string }>(NAME);
    const admin = await openDatabase(`${server.url}/postgres`, { entities: [], migrations: [] });
    await admin.execute(statement('test-new', `ALTER DATABASE ${name} SET default_transaction_read_only = off`));
    await admin.execute(statement('test-old', 'ALTER SYSTEM SET default_transaction_read_only = on'));
    await admin.execute(statement('test-reload', 'SELECT pg_reload_conf()'));
    await admin.close();
  }
  async function promote(): Promise<void> {
    const admin = await openDatabase(`${server.url}/postgres?options=-c%20default_transaction_read_only%3Doff`, {
      entities: [],
      migrations: [],
    });
    await admin.execute(statement('test-reset', 'ALTER SYSTEM RESET default_transaction_read_only'));
    await admin.execute(statement('test-reload', 'SELECT pg_reload_conf()'));
    await admin.close();
  }
  afterEach(promote);

  it('is not available, and left for what new connections lead to, by every connection', async () => {
    await Promise.all([all(increment), all(incrementInTransaction)]);
    await demote();
    await until(async () => {
      const shown = await Promise.all(Array.from({ length: 20 }, () => database.query(SHOW_READ_ONLY)));
      return shown.every((rows) => isDeepStrictEqual(rows, [{ transaction_read_only: 'on' }]));
    });
    const [single] = await Promise.allSettled([increment()]);
    expect(single).toMatchObject(UNAVAILABLE);
    for (const ask of [increment, incrementInTransaction]) {
      const outcomes = await all(ask);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    }
    const read = await Promise.all(Array.from({ length: 20 }, () => readOnly(database)));
    const inTransactions = await Promise.all(Array.from({ length: 20 }, () => database.transaction(readOnly)));
    expect(new Set([...read, ...inTransactions].map((row) => JSON.stringify(row)))).toEqual(
      new Set(['{"value":"off"}']),
    );
  });
});

describe('PostgreSQL that hangs', () => {
  afterEach(() => server.goOn());

  it('keeps nothing waiting longer than its limit, at whichever step it hangs', async () => {
    await Promise.all([all(increment), all(incrementInTransaction)]);
    const asked = await database
      .transaction(async (transaction) => {
        await transaction.execute(INCREMENT, ['a', 1]);
        server.hang();
        return Promise.allSettled([
          transaction.execute(INCREMENT, ['a', 1]),
          all(increment),
          all(incrementInTransaction),
          database.read((manager) => manager.query('SELECT 1')),
          database.together([[INCREMENT, ['a', 1]]]),
        ]);
      })
      .catch((error: unknown) => error);
    expect(asked).toMatchObject(UNAVAILABLE.reason);
  });
});
