import { after, Clock, type Instant } from '../../src/platform/clock.js';

/** A clock that stands still until it is told to go on. */
export class TestClock extends Clock {
  constructor(private present: Instant = Date.UTC(2030, 0, 1)) {
    super();
  }

  override now(): Instant {
    return this.present;
  }

  /** @param seconds how far to go on */
  advance(seconds: number): void {
    this.present = after(this.present, seconds);
  }
}
