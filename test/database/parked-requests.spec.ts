import {
  type NewRequest,
  ParkedRequestsRepository,
} from '../../src/authorization-requests/parked-requests.repository.js';
import { Parameters } from '../../src/oauth/parameters.js';
import type { Database } from '../../src/platform/database/database.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const NOW = 1_790_000_000_000;
const END = NOW + 10_000;

describe.each(DIALECTS)('parked requests on %s', (dialect) => {
  let database: Database;
  let requests: ParkedRequestsRepository;
  const parameters = Parameters.from({ state: 'the-state', resource: ['https://a.example', 'https://b.example'] });

  const row = (digest: string, more: Partial<NewRequest> = {}): NewRequest => ({
    digest,
    clientId: 'app',
    parameters: JSON.stringify(parameters),
    createdAt: NOW,
    expiresAt: END,
    userId: null,
    network: 'n1',
    size: 1,
    ...more,
  });

  beforeEach(async () => {
    database = await newDatabase(dialect);
    requests = new ParkedRequestsRepository(database);
    await requests.insert(row('r1'));
  });
  afterEach(() => database.close());

  it('are found as they came, until they expire', async () => {
    const notes = { userId: null, accountSelectedAt: null, decision: null, decidedBy: null, answeredAt: null };
    const found = await requests.find('r1', END - 1);
    expect(found).toEqual({ clientId: 'app', parameters, createdAt: NOW, ...notes });
    await expect(requests.find('r1', END)).resolves.toBeUndefined();
    await expect(requests.find('other', NOW)).resolves.toBeUndefined();
  });

  it('know with whose account they go on: who was signed in, then whoever was picked or signed in', async () => {
    await requests.insert(row('r2', { userId: 'alice' }));
    await expect(requests.find('r2', NOW)).resolves.toMatchObject({ userId: 'alice', accountSelectedAt: null });
    await requests.selectAccount('r2', NOW + 1, 'bob');
    await expect(requests.find('r2', NOW)).resolves.toMatchObject({ userId: 'bob', accountSelectedAt: NOW + 1 });
    await requests.signIn('r2', 'carol');
    await expect(requests.find('r2', NOW)).resolves.toMatchObject({ userId: 'carol', accountSelectedAt: NOW + 1 });
    await expect(requests.find('r1', NOW)).resolves.toMatchObject({ userId: null });
  });

  it('note what was decided, and by whom', async () => {
    await requests.decide('r1', 'deny', 'alice', NOW);
    await expect(requests.find('r1', NOW)).resolves.toMatchObject({ decision: 'deny', decidedBy: 'alice' });
  });

  it('are open again where they were answered while somebody was deciding, and not where that was before', async () => {
    await requests.answer('r1', NOW + 5);
    await requests.decide('r1', 'allow', 'alice', NOW + 6);
    await expect(requests.find('r1', NOW)).resolves.toMatchObject({ decision: null, answeredAt: NOW + 5 });
    await requests.decide('r1', 'allow', 'alice', NOW + 5);
    await expect(requests.find('r1', NOW)).resolves.toMatchObject({ decision: 'allow', answeredAt: null });
  });

  it('are answered by one of many that try at once, and remembered until they expire', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => requests.answer('r1', NOW + 5)));
    expect(outcomes.filter((answered) => answered)).toHaveLength(1);
    await expect(requests.find('r1', NOW)).resolves.toMatchObject({ answeredAt: NOW + 5 });
    await expect(requests.answer('other', NOW)).resolves.toBe(false);
  });

  it('are purged in batches once they have expired', async () => {
    for (let each = 2; each <= 6; each += 1) await requests.insert(row(`r${each}`));
    await expect(requests.purge(END - 1, 10)).resolves.toBe(0);
    await expect(requests.purge(END, 4)).resolves.toBe(4);
    await expect(requests.purge(END, 4)).resolves.toBe(2);
  });

  it('wait as long as no one has signed in for them, or they are not answered', async () => {
    await requests.insert(row('r2', { size: 16 }));
    await requests.insert(row('r3', { network: 'n2', size: 4 }));
    await expect(requests.waiting('n1')).resolves.toBe(17);
    await expect(requests.waiting()).resolves.toBe(21);
    await requests.answer('r2', NOW); // an error that no person was asked about: anyone can bring it about
    await requests.signIn('r1', 'alice');
    await expect(requests.waiting('n1')).resolves.toBe(17);
    await requests.answer('r1', NOW);
    await requests.signIn('r2', 'alice');
    await expect(requests.waiting('n1')).resolves.toBe(0);
    await expect(requests.waiting()).resolves.toBe(4);
    await expect(requests.waiting('n3')).resolves.toBe(0);
  });
});
