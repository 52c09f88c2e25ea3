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

/** Lets at most so many pieces of work run at once; the others wait in the order they came. */
export class BoundedPool {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

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
  }
}
