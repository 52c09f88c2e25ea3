import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '#migrations';
import { PGBOUNCER, PgBouncer, type Pooling } from '../../faults/processes/pgbouncer.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { INCREMENT, INSERT } from '../support/counting.js';
import { ENTITIES } from '../support/entities.js';
import { describeWith } from '../support/needed-program.js';
import { newDatabaseUrl } from '../support/test-database.js';

const PARTS = { entities: ENTITIES, migrations };
const COUNT = statement('test-count', 'SELECT failures FROM throttles');

describeWith(PGBOUNCER, 'PostgreSQL behind PgBouncer', () => {
  let bouncer: PgBouncer;
  let url: string;

  const start = async (pooling: Omit<Pooling, 'folder'>) => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pgbouncer-'));
    url = await newDatabaseUrl('postgres');
    bouncer = await PgBouncer.start(url, { folder, ...pooling });
  };
  afterEach(() => bouncer.kill());

  it('works if it keeps a connection for each session: statements, transactions, announcements', async () => {
    await start({ mode: 'session' });
    const [database, other] = [await openDatabase(bouncer.url, PARTS), await openDatabase(url, PARTS)];
    await database.migrate();
    await database.execute(INSERT, ['a', 0]);
    const add = (on: Pick<Database, 'execute'>) => on.execute(INCREMENT, ['a', 1]);
    await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? add(database) : database.transaction(add))));
    expect(await database.query(COUNT)).toEqual([{ failures: 50 }]);
    const heard = new Promise((resolve) => database.onChange('things', resolve));
    await other.transaction((transaction) => transaction.announce('things', 'a'));
    expect(await heard).toBe('a');
    await Promise.all([database.close(), other.close()]);
  });

  it.each([{ mode: 'transaction' }, { mode: 'transaction', roundRobin: true }, { mode: 'statement' }] as const)(
    'is refused with the setting to change if it keeps none (%j)',
    async (pooling) => {
      await start(pooling);
      await expect(openDatabase(bouncer.url, PARTS)).rejects.toThrow(
        /^cannot open the database postgres:.*: a connection pooler .*set pool_mode = session there \(PgBouncer\)/,
      );
    },
  );
});
