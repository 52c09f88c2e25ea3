import { type Claimant, FairQueue } from './fair-queue.js';

/** There is more work than can be done soon. Answered as 429 with `Retry-After`. */
export class TooBusy extends Error {
  readonly statusCode = 429;
  /** Seconds. */
  readonly retryAfter = 1;

  constructor() {
    super('too many sign-ins at once; try again in a second');
    this.name = 'TooBusy';
  }
}

/** How many that have run go on together while at least as many wait for a place. */
const GROUP = 4;

/** The server itself waits as one network does. */
const OURSELVES: Claimant = { network: '' };

/** Work that waits for a place. */
interface QueuedWork {
  begin(): void;
  refuse(reason: TooBusy): void;
}

/** Lets at most so many pieces of work run at once; the others take turns. */
export class BoundedPool {
  private readonly waiting = new FairQueue<QueuedWork>();
  private readonly gathered: (() => void)[] = [];
  private running = 0;
  private hasRun = 0;
  private onEnter: ((milliseconds: number) => void) | undefined;

  /**
   * @param size how many may run at once
   * @param longestQueue how many may wait
   * @param mostOfAccount how many of one account may wait
   */
  constructor(
    private readonly size: number,
    private readonly longestQueue: number,
    private readonly mostOfAccount = longestQueue,
  ) {}

  /** How many wait for a place. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Has each tell, when it gets its place, for how long it has waited. */
  onPlace(listener: (milliseconds: number) => void): void {
    this.onEnter = listener;
  }

  /**
   * @param claimant who waits; left out: the server itself
   * @throws TooBusy if too many of the account wait, or too many at all; then those of the network of which most wait go first
   */
  async run<T>(work: () => Promise<T>, claimant = OURSELVES): Promise<T> {
    const cameAt = performance.now();
    await this.enter(claimant);
    this.onEnter?.(performance.now() - cameAt);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /**
   * For work that has run and is to go on: resolves at once unless many wait for a place; then together with others, after
   * at most {@link GROUP} more have run. Work that is heavy enough for a pool empties the processor's caches,
   * so that several that go on together cost little more than one.
   */
  async goOn(): Promise<void> {
    if (this.waiting.size < GROUP) return;
    await new Promise<void>((resolve) => this.gathered.push(resolve));
  }

  private async enter(claimant: Claimant): Promise<void> {
    if (this.running < this.size) {
      this.running++;
      return;
    }
    if (claimant.account !== undefined && this.waiting.sizeOf(claimant.account) >= this.mostOfAccount)
      throw new TooBusy();
    if (this.waiting.size >= this.longestQueue) this.makeRoom(claimant);
    await new Promise<void>((begin, refuse) => this.waiting.add({ begin, refuse }, claimant));
  }

  private makeRoom(claimant: Claimant): void {
    const dropped = this.waiting.dropFor(claimant);
    if (!dropped) throw new TooBusy();
    dropped.refuse(new TooBusy());
  }

  /** Hands the place to the one whose turn it is, so that no other can take it in between. */
  private leave(): void {
    const next = this.waiting.next();
    if (next) next.begin();
    else this.running--;
    if (++this.hasRun % GROUP === 0 || this.waiting.size < GROUP) for (const goOn of this.gathered.splice(0)) goOn();
  }
}
