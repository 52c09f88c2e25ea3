import { NO_DEMAND } from '../authorization-requests/authentication-demand.js';
import type { AuthorizationRequest } from '../authorization-requests/authorization-request.js';
import type { ParkedRequest } from '../authorization-requests/parked-request.js';
import { SATISFIED } from '../factors/policy/second-factor-step.js';
import type { Facts } from './interaction.js';

export const NOW = 1_000_000;

/** An authorization request that asks for nothing special. */
export function request(overrides: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  const nothing = { maxAge: undefined, nonce: undefined, codeChallenge: undefined };
  const nobody = { hintedSubject: undefined, claimedSubjects: undefined, demand: NO_DEMAND, askedClaims: null };
  return { scope: ['openid'], resources: [], prompt: [], ...nothing, ...nobody, ...overrides };
}

/** A session of alice. */
export const alice = (authenticatedAt: number) => ({
  userId: 'alice',
  subject: 'sub of alice',
  authenticatedAt,
});

/** alice, who signed in a minute ago and has consented. */
export function facts(overrides: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    firstParty: false,
    session: alice(NOW - 60_000),
    strength: SATISFIED,
    isRecent: false,
    anyAccount: true,
    parked: undefined,
    scope: ['openid'],
    askedScope: overrides.scope ?? ['openid'],
    consented: ['openid'],
    ...overrides,
  };
}

/** A request that comes back from our pages, to which it was led five seconds ago. */
export function parked(overrides: Partial<ParkedRequest> = {}): ParkedRequest {
  const nothing = { userId: null, accountSelectedAt: null, decision: null, decidedBy: null, answeredAt: null };
  return { clientId: 'app', createdAt: NOW - 5_000, ...nothing, ...overrides } as ParkedRequest;
}
