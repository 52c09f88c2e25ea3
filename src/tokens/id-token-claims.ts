import type { Client } from '../clients/client.js';
import type { AskedClaims } from '../oauth/claims-request.js';
import { intersect, type Scope } from '../oauth/scope.js';
import { type Instant, numericDate } from '../platform/clock.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import type { ReadyMapping } from '../resources/claims/claim-mapping.js';
import { scopeOfClaim } from '../resources/claims/claims-of-scopes.js';
import type { User } from '../users/user.js';
import { claimsFor } from '../users/user-claims.js';
import type { EndUserApproval } from './approval.js';
import { mappedClaims } from './mapped-claims.js';

/** Scopes whose claims are in ID tokens of clients that say nothing of it: OIDC Core §5.4 sends the others by userinfo. */
const IN_ID_TOKENS = ['roles', 'groups'];

/** Where an ID token comes from, whom it is for, and until when. */
export interface IdTokenFrame {
  readonly issuer: string;
  /** The subject identifier that the client sees. */
  readonly subject: string;
  readonly now: Instant;
  /** Seconds. */
  readonly lifetime: number;
  /** OIDC Core §3.1.3.6. */
  readonly accessTokenHash: string;
}

/** Of whom an ID token tells something to whom. */
export interface IdTokenPerson {
  readonly client: Client;
  /** As the client may see one. */
  readonly user: User;
  readonly scope: Scope;
  /** How resources and scopes map claims. */
  readonly others: readonly ReadyMapping[];
}

/** OIDC Core §2: what an ID token says, and what it says of the person. */
export function idTokenClaims(frame: IdTokenFrame, endUser: EndUserApproval, person: IdTokenPerson): Claims {
  const claims = {
    iss: frame.issuer,
    sub: frame.subject,
    aud: person.client.clientId,
    iat: numericDate(frame.now),
    exp: numericDate(frame.now) + frame.lifetime,
    auth_time: numericDate(endUser.authenticatedAt),
    nonce: endUser.nonce,
    acr: endUser.acr,
    amr: endUser.amr,
    sid: endUser.sid,
    at_hash: frame.accessTokenHash,
  };
  const told = toldOf(person, endUser.askedClaims);
  return told ? { ...told, ...claims } : claims;
}

/**
 * What of the person is in the ID token: as the client is registered, by what it asked for by name (§5.5), and as
 * administrators map it.
 */
function toldOf(person: IdTokenPerson, asked: AskedClaims | null): Claims | undefined {
  const { client, user, scope } = person;
  const wanted = client.metadata.id_token_claims;
  if (wanted === 'none') return undefined;
  const mapped = mappedClaims('id_token', { asked: asked?.idToken, ...person });
  const scopes = wanted === 'scope' ? scope : wanted === undefined ? intersect(IN_ID_TOKENS, scope) : [];
  const named = Array.isArray(wanted) ? wanted.filter((name) => scope.includes(scopeOfClaim(name) ?? '')) : [];
  if (!asked && scopes.length === 0 && named.length === 0) return mapped;
  return { ...claimsFor(user, scopes, [...named, ...(asked?.idToken ?? [])], asked?.locales), ...mapped };
}
