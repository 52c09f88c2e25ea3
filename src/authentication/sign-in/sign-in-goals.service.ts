import { Injectable } from '@nestjs/common';
import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import type { Cookies } from '../../platform/http/cookies.js';
import type { User } from '../../users/user.js';
import { AccountReturns } from '../recent-sign-in/account-returns.service.js';

/** Where a sign-in leads that nothing waits for. */
export const ACCOUNT = '/account';

/** What a sign-in is for. */
export interface SignInGoal {
  /** Of the parked request that is gone on with; empty if there is none. */
  readonly reference?: string;
  /** Where the browser goes if no request is parked; left out: to the page of the account that asked for the sign-in. */
  readonly otherwise?: string;
}

/** Where complete sign-ins lead. */
@Injectable()
export class SignInGoals {
  constructor(
    private readonly requests: ParkedRequestsService,
    private readonly returns: AccountReturns,
  ) {}

  /** The request that waits for the sign-in, if any. */
  async waiting({ reference = '' }: SignInGoal): Promise<ParkedRequest | undefined> {
    return this.requests.find(reference);
  }

  /** @returns where the browser of the person who has signed in goes */
  async reach(
    { reference = '', otherwise }: SignInGoal,
    waiting: ParkedRequest | undefined,
    user: User,
    cookies: Cookies,
  ): Promise<string> {
    if (!waiting) return otherwise ?? this.returns.takePath(cookies, user.id) ?? ACCOUNT;
    await this.requests.signIn(reference, user.id);
    return this.requests.returnPath(reference, waiting);
  }
}
