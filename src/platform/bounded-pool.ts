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

/** Lets at most so many pieces of work run at once; the others wait in the order they came. */
export class BoundedPool {
  private readonly waiting: (() => void)[] = [];
  private readonly gathered: (() => void)[] = [];
  private running = 0;
  private hasRun = 0;

  /**
   * @param size how many may run at once
   * @param longestQueue how many may wait
   */
  constructor(
    private readonly size: number,
    private readonly longestQueue: number,
  ) {}

  /** @throws TooBusy where the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /**
   * For work that has run and is to go on: resolves at once unless many wait for a place; then together with others, after
   * at most {@link GROUP} more have run. What is heavy enough for a pool leaves nothing else in the processor's caches,
   * and several go on in them for little more than one.
   */
  async goOn(): Promise<void> {
    if (this.waiting.length < GROUP) return;
    await new Promise<void>((resolve) => this.gathered.push(resolve));
  }

  private async enter(): Promise<void> {
    if (this.running < this.size) {
      this.running++;
      return;
    }
    if (this.waiting.length >= this.longestQueue) throw new TooBusy();
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Hands the place to whoever waits longest, so that nobody can slip in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running--;
    if (++this.hasRun % GROUP === 0 || this.waiting.length < GROUP) for (const goOn of this.gathered.splice(0)) goOn();
  }
}
