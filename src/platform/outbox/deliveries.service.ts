import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { after, Clock } from '../clock.js';
import { Database, type Transaction } from '../database/database.js';
import { periodic } from '../schedule/periodic-work.js';
import { Schedule } from '../schedule/schedule.js';
import { LOGGER, type Logger } from '../telemetry/log.js';
import { counter } from '../telemetry/metric.js';
import { Metrics } from '../telemetry/metrics.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { type Delivery, pauseAfter, Undeliverable } from './delivery.js';

/** What new deliveries are announced under. */
const DELIVERIES = 'deliveries';

/** Deliveries under way at once in this process. */
const PLACES = 32;

/** Seconds for which one process has a delivery for itself; every attempt must have ended by then. */
const LEASE = 60;

/** Seconds until a look for deliveries that other processes left behind: after the start, and then each time. */
const FIRST_LOOK = 1;
const POLL = 10;

export const DELIVERY_ATTEMPTS = counter({
  name: 'deliveries_total',
  help: 'Attempts to reach other servers, by outcome',
  labels: { kind: 'what rooms send', outcome: '`delivered`, `failed` (tried again), `given_up`' },
  most: 30,
});

/** Sends one payload. @throws Undeliverable if trying again would not help, any other error if it may help */
export type Deliver<P> = (payload: P) => Promise<void>;

/** Notes that no further attempt follows. */
export type GiveUp<P> = (payload: P, reason: Error) => Promise<void>;

/** How a kind of delivery is sent, and what is done if that fails for good. */
interface DeliveryKind {
  readonly deliver: Deliver<unknown>;
  readonly giveUp?: GiveUp<unknown> | undefined;
}

/**
 * A durable queue of what has to reach other servers. What is enqueued in a transaction exists if and only if that is
 * committed, and then is delivered at least once, however often processes end or crash in between.
 * One process at a time has a delivery; what fails is tried again, later and later.
 */
@Injectable()
export class Deliveries implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly kinds = new Map<string, DeliveryKind>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly attempts: Counter<'kind' | 'outcome'>;

  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly schedule: Schedule,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.attempts = metrics.counter(DELIVERY_ATTEMPTS);
  }

  /** Called by the room that sends this kind of delivery, when its module starts. An attempt takes less than a minute. */
  register<P>(kind: string, deliver: Deliver<P>, giveUp?: GiveUp<P>): void {
    this.kinds.set(kind, { deliver: deliver as Deliver<unknown>, giveUp: giveUp as GiveUp<unknown> | undefined });
  }

  /** Adds a delivery to the queue; it is sent as soon as the transaction is committed. @param payload JSON, no secret */
  async enqueue(kind: string, payload: unknown, transaction: Transaction): Promise<void> {
    await this.repository.insert(kind, payload, this.clock.now(), transaction);
    await transaction.announce(DELIVERIES, kind);
  }

  onApplicationBootstrap(): void {
    this.database.onChange(DELIVERIES, () => this.look());
  }

  /** Waits for what is under way; the schedule has stopped before. The rest is left to other processes, or to the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** Starts all that is due, as far as there is room; what ends makes room and looks again. */
  look(): void {
    this.schedule.runWithin(LOOKING, 0);
  }

  /**
   * Starts what is due. If nothing is, this is one cheap read.
   * @returns seconds until the next one is due, at most {@link POLL}
   */
  async startWhatIsDue(stop: AbortSignal): Promise<number> {
    const hasRoom = () => !stop.aborted && this.underWay.size < PLACES;
    let next = await this.repository.next();
    while (next !== undefined && next <= this.clock.now() && hasRoom()) {
      const now = this.clock.now();
      const taken = await this.repository.take(PLACES - this.underWay.size, now, after(now, LEASE));
      for (const delivery of taken) this.start(delivery);
      next = await this.repository.next();
    }
    if (next === undefined || !hasRoom()) return POLL;
    return Math.min(POLL, Math.max(0, next - this.clock.now()) / 1000);
  }

  private start(delivery: Delivery): void {
    const attempt = this.attempt(delivery)
      .catch((error: unknown) =>
        this.logger.error({ err: error, delivery: delivery.id }, 'noting the outcome of a delivery failed'),
      )
      .then(() => {
        this.underWay.delete(attempt);
        this.look();
      });
    this.underWay.add(attempt);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    try {
      const kind = this.kinds.get(delivery.kind);
      if (!kind) throw new Error(`no room delivers ${delivery.kind}`);
      await kind.deliver(delivery.payload);
    } catch (error) {
      await this.fail(delivery, error as Error);
      return;
    }
    await this.repository.remove(delivery);
    this.attempts.inc({ kind: delivery.kind, outcome: 'delivered' });
  }

  private async fail(delivery: Delivery, error: Error): Promise<void> {
    const { id, kind, attempts } = delivery;
    const pause = error instanceof Undeliverable ? undefined : pauseAfter(attempts, Math.random());
    const facts = { delivery: id, kind, attempts, reason: error.message };
    if (pause === undefined) {
      await this.kinds.get(kind)?.giveUp?.(delivery.payload, error);
      await this.repository.remove(delivery);
      this.logger.error(facts, 'a delivery was given up');
    } else {
      await this.repository.postpone(delivery, Math.round(after(this.clock.now(), pause)));
      this.logger.warn({ ...facts, pause }, 'a delivery failed and will be tried again');
    }
    this.attempts.inc({ kind, outcome: pause === undefined ? 'given_up' : 'failed' });
  }
}

export const LOOKING = periodic({
  name: 'looking for deliveries',
  provider: Deliveries,
  first: FIRST_LOOK,
  interval: POLL,
  run: (deliveries, stop) => deliveries.startWhatIsDue(stop),
});
