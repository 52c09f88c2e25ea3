/** The rounds of one work, one after the other. */
export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  /** When the timer begins a round; infinite if there is none. */
  private dueAt = Number.POSITIVE_INFINITY;
  private running: Promise<void> | undefined;
  /** Seconds from the end of the running round to the next one, as asked for meanwhile. */
  private asked = Number.POSITIVE_INFINITY;

  /**
   * @param run does one round and never rejects; resolves to the seconds until the next one
   * @param interval seconds
   * @param stop after it is aborted no round begins
   */
  constructor(
    private readonly run: () => Promise<number>,
    private readonly interval: number,
    private readonly stop: AbortSignal,
  ) {}

  beginIn(seconds: number): void {
    clearTimeout(this.timer);
    if (this.stop.aborted) return;
    this.dueAt = performance.now() + seconds * 1000;
    this.timer = setTimeout(() => this.begin(), seconds * 1000).unref();
  }

  beginWithin(seconds: number): void {
    if (this.running) this.asked = Math.min(this.asked, seconds);
    else if (this.timer === undefined) return;
    else if (seconds === 0) this.begin();
    else if (performance.now() + seconds * 1000 < this.dueAt) this.beginIn(seconds);
  }

  /** Resolves when the round that runs has ended, after `stop` was aborted. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
  }

  private begin(): void {
    clearTimeout(this.timer);
    if (this.stop.aborted) return;
    this.asked = Number.POSITIVE_INFINITY;
    this.running = this.run().then((next) => {
      this.running = undefined;
      this.beginIn(Math.min(next, this.interval, this.asked));
    });
  }
}
