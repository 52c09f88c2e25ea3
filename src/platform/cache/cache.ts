import { LruMap } from 'toad-cache';
import type { Clock, Instant } from '../clock.js';

interface Entry<V> {
  readonly value: Promise<V | undefined>;
  readonly loadedAt: Instant;
  /** What the promise has become. */
  loaded?: V;
}

export interface CacheOptions<V> {
  /** The value of a key, or undefined if there is none; that is not remembered. */
  readonly load: (key: string) => Promise<V | undefined>;
  /** Milliseconds for which a value may be behind its source. */
  readonly staleness: number;
  /** Values kept at most; the least recently used makes room. */
  readonly capacity: number;
}

/**
 * Remembers what was read from the database for a short, fixed time.
 * Readers that arrive together share one load, and a load that began before {@link forget} is never kept.
 */
export class Cache<V> {
  private readonly entries: LruMap<Entry<V>>;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly options: CacheOptions<V>,
  ) {
    this.entries = new LruMap(options.capacity);
  }

  get(key: string): Promise<V | undefined> {
    const now = this.clock.now();
    const known = this.entries.get(key);
    if (known && this.isFresh(known, now)) return known.value;
    const entry = this.load(key, now);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** The value if it is at hand; undefined if {@link get} would have to load it, or is doing so. */
  peek(key: string): V | undefined {
    const known = this.entries.get(key);
    return known && this.isFresh(known) ? known.loaded : undefined;
  }

  /** The next reader loads the value again; without a key, every value. */
  forget(key?: string): void {
    if (key === undefined) this.entries.clear();
    else this.entries.delete(key);
  }

  private isFresh({ loadedAt }: Entry<V>, now = this.clock.now()): boolean {
    // A clock that was set back does not make a value younger.
    return loadedAt <= now && now - loadedAt < this.options.staleness;
  }

  private load(key: string, now: Instant): Entry<V> {
    const entry: Entry<V> = { value: this.options.load(key), loadedAt: now };
    const drop = () => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    entry.value.then((value) => {
      if (value === undefined) drop();
      else entry.loaded = value;
    }, drop);
    return entry;
  }
}
