import { Injectable } from '@nestjs/common';
import { after, Clock } from '../platform/clock.js';
import { digest } from '../platform/crypto/secrets.js';
import { ToldNoticesRepository } from './told-notices.repository.js';

/** Keeps notices that others can cause from filling a mailbox. */
@Injectable()
export class NoticeLimits {
  constructor(
    private readonly told: ToldNoticesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a notice.
   * @param what whom it tells what
   * @param most how many there may be within `seconds`
   */
  async mayTell(what: string, most: number, seconds: number): Promise<boolean> {
    const now = this.clock.now();
    for (let place = 0; place < most; place += 1)
      if (await this.told.take(digest(`${what} ${place}`), now, after(now, seconds))) return true;
    return false;
  }
}
