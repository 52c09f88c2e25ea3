import { setTimeout } from 'node:timers/promises';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import type { Database } from '../../src/platform/database/database.js';
import { DeliveriesRepository } from '../../src/platform/outbox/deliveries.repository.js';
import { Deliveries, LOOKING } from '../../src/platform/outbox/deliveries.service.js';
import { Undeliverable } from '../../src/platform/outbox/delivery.js';
import { OutboxModule } from '../../src/platform/outbox/outbox.module.js';
import { WaitingDeliveries } from '../../src/platform/outbox/waiting-deliveries.js';
import { createLogger } from '../../src/platform/telemetry/log.js';
import type { Metrics } from '../../src/platform/telemetry/metrics.js';
import { providersOf } from '../support/declared.js';
import { metricsOf } from '../support/metrics.js';
import { newSchedule } from '../support/schedule.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const KIND = 'letter';

/** Longer than any lease. */
const LONG = 3600;

describe.each(DIALECTS)('deliveries on %s', (dialect) => {
  let database: Database;
  let clock: TestClock;
  let repository: DeliveriesRepository;
  const processes: (() => Promise<void>)[] = [];
  let metrics: Metrics;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    clock = new TestClock();
    repository = new DeliveriesRepository(database);
    metrics = metricsOf(OutboxModule);
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each()));
    await database.close();
  });

  /** A process of the server that delivers so. */
  function start(deliver: (payload: string) => Promise<void>): Deliveries {
    const logger = createLogger({ logLevel: 'silent', logFormat: 'json' });
    const own = processes.length === 0 ? metrics : metricsOf(OutboxModule);
    const schedule = newSchedule({ get: (type) => providersOf(deliveries).get(type) }, LOOKING);
    const deliveries: Deliveries = new Deliveries(repository, database, clock, schedule, logger, own);
    deliveries.register(KIND, deliver);
    schedule.onModuleInit();
    deliveries.onApplicationBootstrap();
    schedule.onApplicationBootstrap();
    processes.push(async () => {
      await schedule.onModuleDestroy();
      await deliveries.beforeApplicationShutdown();
    });
    return deliveries;
  }

  async function write(count: number): Promise<readonly string[]> {
    const payloads = Array.from({ length: count }, (_, each) => `letter ${each}`);
    await database.transaction(async (transaction) => {
      for (const payload of payloads) await repository.insert(KIND, payload, clock.now(), transaction);
    });
    return payloads;
  }

  const isEmpty = async () => (await repository.count()).count === 0;
  const counted = async (outcome: string) => {
    const { values } = (await metrics.registry.getSingleMetric('deliveries_total')?.get()) ?? { values: [] };
    return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
  };

  it('are leased by one of 50 workers each, however they race', async () => {
    const payloads = await write(100);
    const now = clock.now();
    const taken = await Promise.all(Array.from({ length: 50 }, () => repository.take(3, now, now + 60_000)));
    const rest = await repository.take(100, now, now + 60_000);
    const all = [...taken.flat(), ...rest].map(({ payload }) => payload);
    expect(all.sort()).toEqual([...payloads].sort());
    await expect(repository.take(100, now, now + 60_000)).resolves.toEqual([]);
  });

  it('come back when the lease of a process that crashed has ended, and count as another attempt', async () => {
    await write(1);
    const now = clock.now();
    const [first] = await repository.take(1, now, now + 60_000);
    await expect(repository.take(1, now + 59_999, now + 120_000)).resolves.toEqual([]);
    const [second] = await repository.take(1, now + 60_000, now + 120_000);
    expect([first?.attempts, second?.attempts, second?.id]).toEqual([1, 2, first?.id]);
  });

  it('are not postponed by a process whose lease has ended', async () => {
    await write(1);
    const now = clock.now();
    const [late] = await repository.take(1, now, now + 1);
    await repository.take(1, now + 1, now + 60_000);
    if (late) await repository.postpone(late, now + 5);
    await expect(repository.next()).resolves.toBe(now + 60_000);
  });

  it('are sent at once where they are enqueued, and only if that is committed', async () => {
    const sent: string[] = [];
    const deliveries = start(async (payload) => void sent.push(payload));
    await database
      .transaction(async (transaction) => {
        await deliveries.enqueue(KIND, 'never', transaction);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await database.transaction((transaction) => deliveries.enqueue(KIND, 'hello', transaction));
    await until(isEmpty);
    expect(sent).toEqual(['hello']);
    await until(async () => (await counted('delivered')) === 1);
  });

  it('are sent once each by several processes, more than fit at once', async () => {
    const sent: string[] = [];
    const deliver = async (payload: string) => {
      await setTimeout(1);
      sent.push(payload);
    };
    const all = [start(deliver), start(deliver), start(deliver)];
    const payloads = await write(200);
    for (const each of all) each.look();
    await until(isEmpty);
    expect(sent.sort()).toEqual([...payloads].sort());
  });

  it('are tried again, later and later, until they arrive', async () => {
    let refusals = 3;
    let tries = 0;
    const deliveries = start(async () => {
      tries++;
      if (refusals-- > 0) throw new Error('try later');
    });
    await write(1);
    for (let round = 1; round <= 4; round++) {
      const due = (await repository.next()) ?? 0;
      clock.pass((due - clock.now()) / 1000);
      deliveries.look();
      await until(async () => tries === round && (await counted('failed')) + (await counted('delivered')) === round);
    }
    await expect(repository.count()).resolves.toMatchObject({ count: 0 });
    expect([await counted('failed'), await counted('delivered')]).toEqual([3, 1]);
  });

  it('are given up at once where the receiver refuses for good, and after some hours where it never answers', async () => {
    const deliveries = start(async (payload) => {
      throw payload === 'letter 0' ? new Undeliverable('no') : new Error('no answer');
    });
    await write(2);
    deliveries.look();
    await until(async () => (await counted('given_up')) === 1);
    let hours = 0;
    while (!(await isEmpty())) {
      expect(hours++).toBeLessThan(24);
      clock.pass(LONG);
      const before = await counted('failed');
      deliveries.look();
      await until(async () => (await counted('failed')) > before || (await counted('given_up')) === 2);
    }
    expect([await counted('failed'), await counted('given_up')]).toEqual([14, 2]);
  });

  it('of a kind that no one here knows are left to a newer process', async () => {
    await database.transaction((transaction) => repository.insert('news', {}, clock.now(), transaction));
    start(async () => undefined).look();
    await until(async () => (await counted('failed')) === 1);
    await expect(repository.count()).resolves.toMatchObject({ count: 1 });
  });

  it('survive a graceful stop: what is under way ends first, what waits is left', async () => {
    const sent: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = 0;
    const old = start(async (payload) => {
      begun++;
      await gate;
      sent.push(payload);
    });
    const payloads = await write(100);
    old.look();
    await until(() => begun > 0);
    const stopped = processes[0]?.();
    release();
    await stopped;
    const before = sent.length;
    expect(before).toBeGreaterThan(0);
    expect((await repository.count()).count).toBe(payloads.length - before);

    start(async (payload) => void sent.push(payload)).look();
    await until(isEmpty);
    expect(sent.sort()).toEqual([...payloads].sort());
  });

  it('tell operators how many wait, and for how long the oldest', async () => {
    const waiting = new WaitingDeliveries(repository, clock, metrics);
    const read = async () => (await metrics.text()).match(/^deliveries_(waiting|oldest_age_seconds) \S+$/gm);
    await expect(read()).resolves.toEqual(['deliveries_waiting Nan', 'deliveries_oldest_age_seconds Nan']);
    await waiting.count();
    await expect(read()).resolves.toEqual(['deliveries_waiting 0', 'deliveries_oldest_age_seconds 0']);
    await write(2);
    clock.pass(30);
    await write(1);
    await waiting.count();
    await expect(read()).resolves.toEqual(['deliveries_waiting 3', 'deliveries_oldest_age_seconds 30']);
  });
});
