import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import type { SentCookies } from '../../platform/http/cookies.js';
import type { Peers } from '../../platform/peers.js';
import { Enrolments } from '../enrolments.service.js';
import { type Enrolment, FACTORS, type Factor } from '../factor.js';
import { SecondFactorPolicy } from '../policy/second-factor-policy.service.js';
import type { WaitingSignIn } from './second-factor-steps.service.js';

/** What a person can do who has to prove one more factor. */
export interface Choices {
  /** What can be proven: what was used last comes first, and what only stands in for others last. */
  readonly provable: readonly Factor[];
  /** What can be set up, if nothing of it can be proven. */
  readonly enrollable: readonly Factor[];
  /** Until when setting something up may be put off; left out: not at all. */
  readonly putOffUntil?: Instant | undefined;
}

/** What a sign-in can go on with that waits for a factor. */
@Injectable()
export class SecondFactorChoices {
  constructor(
    private readonly policy: SecondFactorPolicy,
    private readonly enrolments: Enrolments,
    @Inject(FACTORS.token) private readonly factors: Peers<Factor>,
  ) {}

  async of({ signIn, user, reference }: WaitingSignIn, sent: SentCookies): Promise<Choices> {
    const demand = await this.policy.demandOf(user, { amr: signIn.amr, sent, reference });
    const isMetBy = demand?.isMetBy ?? (() => true);
    const held = await this.held(user.id, (factor) => factor.isUsable(user));
    const meets = held.filter((factor) => isMetBy(factor) || factor.isFallback);
    if (held.some((factor) => isMetBy(factor) && !factor.isFallback)) return { provable: meets, enrollable: [] };
    // Only who has proven what they have sets up something else: a stolen password is no way around it.
    const isKnown = held.length === 0 || held.some(({ amr }) => amr.every((method) => signIn.amr.includes(method)));
    if (!isKnown) return { provable: held, enrollable: [] };
    const enrollable = this.factors.list.filter(
      (factor) => !factor.isFallback && isMetBy(factor) && factor.isUsable(user),
    );
    return { provable: [], enrollable, putOffUntil: demand?.putOffUntil };
  }

  private async held(userId: string, isUsable: (factor: Factor) => boolean): Promise<readonly Factor[]> {
    const enrolments = await this.enrolments.list(userId);
    const kinds = this.factors.list.filter(
      (factor) => enrolments.some((each) => each.factor === factor.name) && isUsable(factor),
    );
    return kinds.toSorted((left, right) => rank(right, enrolments) - rank(left, enrolments));
  }
}

/** When a factor of the kind was used last; what stands in for others comes after all that was never used. */
function rank({ name, isFallback }: Factor, enrolments: readonly Enrolment[]): number {
  if (isFallback) return -1;
  return Math.max(...enrolments.filter(({ factor }) => factor === name).map(({ lastUsedAt }) => lastUsedAt ?? 0));
}
