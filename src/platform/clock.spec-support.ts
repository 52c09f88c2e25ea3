import { after, Clock, type Instant } from './clock.js';

/** The clock of tests: it stands still until a test lets time pass. */
export class TestClock extends Clock {
  /** @param step seconds that pass each time it is read */
  constructor(
    private present: Instant = Date.UTC(2030, 0, 1),
    private readonly step = 0,
  ) {
    super();
  }

  override now(): Instant {
    this.pass(this.step);
    return this.present;
  }

  pass(seconds: number): void {
    this.present = after(this.present, seconds);
  }
}
