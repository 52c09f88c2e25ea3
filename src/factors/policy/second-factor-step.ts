import { type Level, ONE_FACTOR, satisfies, stronger, TWO_FACTORS } from '../../oauth/authentication-levels.js';
import type { SecondFactorPolicy } from '../../oauth/second-factor-policy.js';
import type { Instant } from '../../platform/clock.js';

/** Everything that the decision about a second factor depends on. */
export interface SecondFactorFacts {
  /** What was proven so far. */
  readonly reached: Level;
  /** The strictest of server, roles and client. */
  readonly policy: SecondFactorPolicy;
  /** What the request and its client demand; no one gets around it. */
  readonly needed: Level;
  /** What they wish for, the most wanted first. */
  readonly wished: readonly Level[];
  /** The strongest level that the person reaches with what they have set up, together with what was proven. */
  readonly provable: Level;
  /** The strongest level that the person reaches by setting something up. */
  readonly enrollable: Level;
  /** Until when setting something up may be put off that the policy requires. */
  readonly putOffUntil: Instant;
  /** Whether the person has just put it off, or is signed in already, so that no one asks. */
  readonly isPutOff: boolean;
  readonly now: Instant;
}

type Personal = 'provable' | 'enrollable' | 'putOffUntil' | 'isPutOff' | 'now';

/** What a person has to do before they are authenticated strongly enough. */
export type SecondFactorStep =
  | { readonly kind: 'satisfied' }
  /** Prove something that they have set up. */
  | {
      readonly kind: 'verify';
      readonly level: Level;
      /** Why: a demand of the request, a mere wish of it, or the policy, for which a remembered device is enough. */
      readonly by: 'demand' | 'wish' | 'policy';
    }
  /** Set something up; it may be put off until then, if that is said. */
  | { readonly kind: 'enrol'; readonly level: Level; readonly putOffUntil?: Instant }
  /** Nothing that this person could do would be enough for what is demanded. */
  | { readonly kind: 'impossible'; readonly level: Level };

/** Nothing is missing. */
export const SATISFIED = { kind: 'satisfied' } as const;

/** Whether nothing can be missing, whatever the person has set up. */
export function isEnough({ reached, needed, policy, wished }: Omit<SecondFactorFacts, Personal>): boolean {
  const wanted = [needed, ...wished, policy === 'off' ? ONE_FACTOR : TWO_FACTORS];
  return wanted.every((level) => satisfies(reached, level));
}

/** Whether what was proven is enough, and what is to be done if not. What is demanded comes first, then the policy, then wishes. */
export function secondFactorStep(facts: SecondFactorFacts): SecondFactorStep {
  const { reached, needed, policy, provable } = facts;
  const wish = facts.wished.find((level) => satisfies(provable, level)) ?? ONE_FACTOR;
  if (!satisfies(reached, needed)) return demanded(facts, wish);
  if (policy === 'required' && !satisfies(reached, TWO_FACTORS)) return required(facts, wish);
  if (!satisfies(reached, wish)) return { kind: 'verify', level: wish, by: 'wish' };
  const has = policy === 'optional' && satisfies(provable, TWO_FACTORS);
  return has && !satisfies(reached, TWO_FACTORS) ? { kind: 'verify', level: TWO_FACTORS, by: 'policy' } : SATISFIED;
}

function demanded({ needed, policy, provable, enrollable }: SecondFactorFacts, wish: Level): SecondFactorStep {
  const level = policy === 'required' ? stronger(needed, TWO_FACTORS) : needed;
  if (satisfies(provable, level)) return { kind: 'verify', level: stronger(level, wish), by: 'demand' };
  return satisfies(enrollable, level) ? { kind: 'enrol', level } : { kind: 'impossible', level };
}

function required(facts: SecondFactorFacts, wish: Level): SecondFactorStep {
  const { reached, provable, putOffUntil, isPutOff, now } = facts;
  const level = TWO_FACTORS;
  if (satisfies(provable, level)) {
    // What is wished for too is proven in one go, and by no remembered device.
    return { kind: 'verify', level: stronger(level, wish), by: satisfies(reached, wish) ? 'policy' : 'demand' };
  }
  // Also if there is nothing that this person can set up: no one gets around it.
  if (now >= putOffUntil) return { kind: 'enrol', level };
  return isPutOff ? SATISFIED : { kind: 'enrol', level, putOffUntil };
}
