import { after, HOUR, type Instant } from '../clock.js';

/** Milliseconds that a clock may be put on without that being a jump. */
const CORRECTION = 5_000;

/** Seconds for which a jump has to last. */
const TRIED = HOUR;

/**
 * The time of a clock that is believed to have jumped ahead only after an hour: a clock that is wrong comes back, and rows that
 * were deleted meanwhile would not. Then a code could be redeemed again whose authorization is gone. A clock that goes back is
 * believed at once.
 */
export class SettledTime {
  /** What the clock shows more than the time that has passed. */
  private offset: number | undefined;
  /** When the jump was seen that is not believed yet. */
  private jumpedAt: number | undefined;

  /**
   * @param now as the clock shows it
   * @param passed milliseconds since some moment, by what no one sets
   */
  of(now: Instant, passed: number): Instant {
    const offset = now - passed;
    if (this.isJump(offset)) {
      this.jumpedAt ??= passed;
      if (passed < after(this.jumpedAt, TRIED)) return (this.offset ?? 0) + passed;
    }
    this.offset = offset;
    this.jumpedAt = undefined;
    return now;
  }

  private isJump(offset: number): boolean {
    return this.offset !== undefined && offset > this.offset + CORRECTION;
  }
}
