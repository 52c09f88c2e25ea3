import { Injectable } from '@nestjs/common';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { TooManyAttempts } from '../../platform/throttling/throttle.js';
import { ThrottlesService } from '../../platform/throttling/throttles.service.js';
import { accountOf, PasswordChoices } from '../../users/passwords/password-choices.service.js';
import type { User } from '../../users/user.js';
import { UsersService } from '../../users/users.service.js';
import { Enrolments } from '../enrolments.service.js';
import { RECOVERY_CODES_FACTOR, RecoveryCodes } from './recovery-codes.service.js';

/** Attempts from one network within a quarter of an hour. Codes have 80 bits: this bounds work, it need not stop guessing. */
const MOST_ATTEMPTS = 30;

/** Stands for who is not there, so that the same is asked about them. */
const NO_ONE = { id: '' };

/** What someone sends who has forgotten the password. */
export interface RecoveredPassword {
  /** A username or an address. */
  readonly username: string;
  readonly code: string;
  /** The new one. */
  readonly password: string;
}

/** Takes a new password for one of the recovery codes of an account. */
@Injectable()
export class RecoveryCodePasswords {
  constructor(
    private readonly users: UsersService,
    private readonly codes: RecoveryCodes,
    private readonly enrolments: Enrolments,
    private readonly choices: PasswordChoices,
    private readonly throttles: ThrottlesService,
  ) {}

  /**
   * Gives the account the password, once; everything of the user ends, and the other codes are void: who has found them all gets
   * no further than to the other factors of the account.
   * @returns the user; undefined if there is no such user, or no such code
   * @throws TooManyAttempts
   * @throws Violations if the code is right and the password is not acceptable; the code is still good then
   */
  async choose({ username, code, password }: RecoveredPassword, facts: RequestFacts): Promise<User | undefined> {
    const wait = await this.throttles.consume('recovery-code', facts.address, MOST_ATTEMPTS);
    if (wait > 0) throw new TooManyAttempts(wait);
    const user = await this.users.findByLogin(username);
    const use = await this.codes.match(user ?? NO_ONE, code, facts);
    if (!user || !use || !(await this.choices.exists(user))) return undefined;
    return this.choices.choose(accountOf(user), password, facts, {
      admit: use,
      andThen: async ({ id }, transaction) => {
        await this.enrolments.removeKind(id, { name: RECOVERY_CODES_FACTOR }, transaction);
      },
    });
  }
}
