import { AuthorizationSearchRepository } from '../../src/authorizations/authorization-search.repository.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const NOW = 1_000;

/** So many authorizations of the client `common`, one after the other, and after them one of `rare`. */
const FILL = statement(
  'test-fill',
  `INSERT INTO families (id, client_id, user_id, sid, scope, resources, authenticated_at, acr, amr, issued_at, expires_at, purge_at)
   WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n <= CAST($1 AS INTEGER))
   SELECT CAST(10000000 + n AS VARCHAR), CASE WHEN n > CAST($1 AS INTEGER) THEN 'rare' ELSE 'common' END,
     CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END, 's', 'openid', '[]', 0, '1', 'pwd', 0, 2000, 3000 FROM numbers`,
);

describe.each(DIALECTS)('the list of authorizations on %s', (dialect) => {
  let database: Database;
  let search: AuthorizationSearchRepository;

  beforeAll(async () => {
    database = await newDatabase(dialect);
    search = new AuthorizationSearchRepository(database);
    await database.execute(FILL, [10_000]);
  });
  afterAll(() => database.close());

  const ids = async (...question: Parameters<AuthorizationSearchRepository['issued']>) => {
    const { items, next } = await search.issued(...question);
    return [items.map(({ id }) => Number(id) - 10_000_000), next === undefined ? undefined : Number(next) - 10_000_000];
  };

  it('is in the order of their identifiers, page by page', async () => {
    await expect(ids({}, NOW, 2, '')).resolves.toEqual([[1, 2], 2]);
    await expect(ids({}, NOW, 2, '10000002')).resolves.toEqual([[3, 4], 4]);
    await expect(ids({}, NOW, 2, '10009999')).resolves.toEqual([[10_000, 10_001], undefined]);
  });

  it('looks at 10,000 at a time, whoever is asked for, and says where to go on', async () => {
    await expect(ids({ clientId: 'rare' }, NOW, 2, '')).resolves.toEqual([[], 10_000]);
    await expect(ids({ clientId: 'rare' }, NOW, 2, '10010000')).resolves.toEqual([[10_001], undefined]);
  });

  it('is of one user, of one client, or of both', async () => {
    await expect(ids({ userId: 'even' }, NOW, 2, '')).resolves.toEqual([[2, 4], 4]);
    await expect(ids({ userId: 'odd', clientId: 'rare' }, NOW, 2, '')).resolves.toEqual([[10_001], undefined]);
    await expect(ids({ userId: 'nobody' }, NOW, 2, '')).resolves.toEqual([[], undefined]);
  });

  it('leaves out what has ended', async () => {
    await expect(ids({ userId: 'even' }, 2_000, 2, '')).resolves.toEqual([[], undefined]);
  });
});
