import { scopeOfClaim } from '../claims/claims-of-scopes.js';
import { type AskedClaims, type ClaimRequest, readClaimsRequest } from '../oauth/claims-request.js';
import { isLanguageTag } from '../oauth/language.js';
import type { Parameters } from '../oauth/parameters.js';
import type { Scope } from '../oauth/scope.js';

/**
 * OIDC Core §5.5: what a request asks for by name, as far as the client may have it: a claim belongs to a scope, and to have
 * the one the client must be registered for the other. What is not known, or not allowed, is left out without an error (§5.5.1).
 * @param registered the client's scope
 * @returns null where nothing is left
 * @throws InvalidRequest where the parameter `claims` is malformed
 */
export function askedClaims(parameters: Parameters, registered: Scope): AskedClaims | null {
  if (!parameters.has('claims') && !parameters.has('claims_locales')) return null;
  const request = readClaimsRequest(parameters.get('claims'));
  const locales = readLocales(parameters.get('claims_locales'));
  const allowed = (requests: ReadonlyMap<string, ClaimRequest>) =>
    [...requests.keys()].filter((name) => registered.includes(scopeOfClaim(name) ?? ''));
  const asked = { userinfo: allowed(request.userinfo), idToken: allowed(request.idToken), locales };
  return Object.values(asked).every((each) => each.length === 0) ? null : asked;
}

/** The scopes that these claims belong to: whoever lets a client have the claims has consented to them. */
export function scopesOf(asked: AskedClaims | null): Scope {
  if (asked === null) return [];
  return [...new Set([...asked.userinfo, ...asked.idToken].flatMap((name) => scopeOfClaim(name) ?? []))];
}

/** OIDC Core §3.1.2.1: what this server cannot satisfy, or read, is no error. */
function readLocales(value: string | undefined): readonly string[] {
  return [...new Set((value ?? '').split(' ').filter(isLanguageTag))];
}
