import { Injectable } from '@nestjs/common';
import { blocksSilently, countersOf } from '../../platform/throttling/throttle.js';
import { type Admission, type Counters, ThrottlesService } from '../../platform/throttling/throttles.service.js';
import type { User } from '../../users/user.js';
import { normalizeUsername } from '../../users/username.js';
import { SignInNotices } from '../notices/sign-in-notices.service.js';
import { Devices } from '../sessions/devices.js';
import type { Attempt } from './authenticator.js';

/** Slows down guessing of passwords, and notes it if it becomes a block. */
@Injectable()
export class PasswordThrottles {
  constructor(
    private readonly throttles: ThrottlesService,
    private readonly devices: Devices,
    private readonly notices: SignInNotices,
  ) {}

  /** @param user who has the name; undefined if no one has, or that is not known yet */
  countersOf({ sent, facts }: Attempt, username: string, user: User | undefined): Counters {
    return countersOf({
      login: normalizeUsername(username),
      address: facts.address,
      account: user?.id,
      fromKnownDevice: user !== undefined && this.devices.knows(sent, user),
    });
  }

  /** Before any work is done. @throws TooManyAttempts */
  admitToWork(counters: Counters): Promise<void> {
    return this.throttles.admitToWork(counters);
  }

  /** Has the last word. @throws TooManyAttempts */
  admit(counters: Counters): Promise<Admission> {
    return this.throttles.admit(counters);
  }

  failed(counters: Counters): Promise<void> {
    return this.throttles.failed(counters);
  }

  succeeded(counters: Counters): Promise<void> {
    return this.throttles.succeeded(counters);
  }

  /**
   * Notes that the account is blocked, if it is: by the same statements for a name that no account has.
   * @param counters of an attempt that was refused
   */
  async noteBlock(counters: Counters, username: string, { facts }: Attempt): Promise<void> {
    const login = normalizeUsername(username);
    const ofAccount = counters.filter(blocksSilently);
    if (ofAccount.length === 0 || !this.notices.isNews(login)) return;
    const { isHeld } = await this.throttles.admit(ofAccount);
    if (isHeld) await this.notices.guessedAt(login, facts);
  }
}
