import { Inject, Injectable } from '@nestjs/common';
import { LruMap } from 'toad-cache';
import { Clock, type Instant, MINUTE } from '../clock.js';
import { digest } from '../crypto/secrets.js';
import { periodic } from '../schedule/periodic-work.js';
import { Schedule } from '../schedule/schedule.js';
import { QUOTA_SETTINGS, type QuotaKind, type QuotaSettings } from './quota-settings.js';
import { QuotasRepository } from './quotas.repository.js';

/** Clients and networks that are counted; the least recently used makes room. */
const MOST_COUNTED = 20_000;

/** Most that replicas tell each other at once. */
const MOST_SHARED = 500;

/** The part of a quota below which a replica keeps a count to itself: most clients and networks never cost a row. */
const KEPT_TO_ITSELF = 1 / 20;

/** The part of a quota after which others are to hear soon. */
const MUCH = 1 / 10;

/** Seconds between two times that replicas tell each other, and if there is much to tell. */
const INTERVAL = 5;
const SOON = 1;

/** What was let in of one client or network within one minute. */
interface Count {
  readonly minute: number;
  readonly limit: number;
  /** By this process. */
  own: number;
  /** Of those, how many the others have been told. */
  shared: number;
  /** By other replicas, as far as they have told. */
  others: number;
}

/**
 * How many requests a client or a network may send within a minute, to all replicas together. Each replica counts in memory; every
 * few seconds they tell each other what is much, in one statement. So no request costs a statement, and in exchange each further
 * replica may let in a twentieth too much, and what comes between two times.
 */
@Injectable()
export class Quotas {
  private readonly counts = new LruMap<Count>(MOST_COUNTED);

  constructor(
    private readonly repository: QuotasRepository,
    private readonly schedule: Schedule,
    private readonly clock: Clock,
    @Inject(QUOTA_SETTINGS.token) private readonly settings: QuotaSettings,
  ) {}

  /**
   * Counts a request, unless the quota is used up.
   * @param whose client or network
   * @returns seconds until one more is let in; 0: this one is
   */
  consume(kind: QuotaKind, whose: string): number {
    const limit = this.settings[kind];
    if (limit === 0) return 0;
    const now = this.clock.now();
    const count = this.countOf(`${kind}:${whose}`, limit, minuteOf(now));
    if (count.own + count.others >= limit) return secondsLeft(now);
    count.own++;
    if (isMuch(count) && count.own - count.shared >= limit * MUCH) this.schedule.runWithin(SHARING, SOON);
    return 0;
  }

  /** Tells the other replicas what was let in, and learns what they have let in. */
  async share(): Promise<void> {
    const now = this.clock.now();
    const minute = minuteOf(now);
    const told = [...this.counts.keys()]
      .flatMap((name) => {
        const count = this.counts.get(name);
        const isDue = count?.minute === minute && isMuch(count) && count.own > count.shared;
        return isDue ? [{ key: keyOf(name), count, own: count.own }] : [];
      })
      .slice(0, MOST_SHARED);
    if (told.length === 0) return;
    const shares = told.map(({ key, count, own }) => ({ key, count: own - count.shared }));
    const all = await this.repository.share(shares, minute, now);
    for (const { key, count, own } of told) {
      count.shared = own;
      count.others = Math.max(0, (all.get(key) ?? own) - own);
    }
  }

  private countOf(name: string, limit: number, minute: number): Count {
    const known = this.counts.get(name);
    if (known?.minute === minute) return known;
    const count = { minute, limit, own: 0, shared: 0, others: 0 };
    this.counts.set(name, count);
    return count;
  }
}

/** Replicas tell each other what they let in. */
export const SHARING = periodic({
  name: 'sharing quotas',
  interval: INTERVAL,
  provider: Quotas,
  run: (quotas) => quotas.share(),
});

function minuteOf(now: Instant): number {
  return Math.floor(now / (MINUTE * 1000));
}

function secondsLeft(now: Instant): number {
  return Math.ceil(((minuteOf(now) + 1) * MINUTE * 1000 - now) / 1000);
}

function isMuch({ own, limit }: Count): boolean {
  return own >= limit * KEPT_TO_ITSELF;
}

/** The kind as it is, and whose it is as a digest. */
function keyOf(name: string): string {
  const at = name.indexOf(':');
  return `${name.slice(0, at)}:${digest(name.slice(at + 1))}`;
}
