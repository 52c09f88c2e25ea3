import { Injectable } from '@nestjs/common';
import type { SignInFacts } from '../../authentication/required-actions/required-action.js';
import type { User } from '../../users/user.js';
import { Enrolments } from '../enrolments.service.js';
import type { Factor } from '../factor.js';

/** What a sign-in lacks. */
export interface Demand {
  /** Whether this kind of factor meets it. */
  readonly isMetBy: (factor: Factor) => boolean;
  /** Whether a device that the person has had remembered stands in for it. */
  readonly admitsRememberedDevice: boolean;
}

/** Decides whether what was proven is enough, or another factor is needed. */
@Injectable()
export class SecondFactorPolicy {
  constructor(private readonly enrolments: Enrolments) {}

  /** What has to be left of what the person has set up, when they remove a factor; undefined: it may be nothing. */
  async mustKeep(_user: User): Promise<((left: readonly Factor[]) => boolean) | undefined> {
    return undefined;
  }

  /** @returns undefined if nothing is missing. For a user who has no factor it runs no statement. */
  async demandOf(user: User, { amr }: SignInFacts): Promise<Demand | undefined> {
    if (amr.length > 1) return undefined;
    const kinds = await this.enrolments.kindsOf(user);
    if (kinds.every(({ isFallback }) => isFallback)) return undefined;
    return { isMetBy: () => true, admitsRememberedDevice: true };
  }
}
