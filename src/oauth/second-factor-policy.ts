/**
 * Whether people need a second factor, the most lenient first: no one is asked for one; who has one is asked for it; everyone
 * needs one. The server, roles and clients each say so, and the strictest counts.
 */
export const SECOND_FACTOR_POLICIES = ['off', 'optional', 'required'] as const;

export type SecondFactorPolicy = (typeof SECOND_FACTOR_POLICIES)[number];

/** Those who say nothing are left out. */
export function strictest(...policies: readonly (SecondFactorPolicy | undefined)[]): SecondFactorPolicy {
  return SECOND_FACTOR_POLICIES.findLast((policy) => policies.includes(policy)) ?? 'off';
}
