import { type AskedClaims, type ClaimRequest, readClaimsRequest } from '../oauth/claims-request.js';
import { isLanguageTag } from '../oauth/language.js';
import type { Parameters } from '../oauth/parameters.js';
import type { Scope } from '../oauth/scope.js';
import type { ClaimMappings } from '../resources/claims/claim-mapping.js';
import { scopeOfClaim } from '../resources/claims/claims-of-scopes.js';

/** A client, as far as it matters for claims that it asks for by name. */
export interface Asker {
  /** What it is registered for. */
  readonly scope: Scope;
  readonly firstParty: boolean;
  readonly claimMappings: ClaimMappings;
}

/**
 * OIDC Core §5.5: what a request asks for by name, as far as the client may have it: a claim belongs to a scope, and to have
 * the one the client must be registered for the other. So does a claim that an administrator maps for the client, unless it
 * belongs to none. What is not known, or not allowed, is left out without an error (§5.5.1).
 * @returns null if nothing is left
 * @throws InvalidRequest if the parameter `claims` is malformed
 */
export function askedClaims(parameters: Parameters, client: Asker): AskedClaims | null {
  if (!parameters.has('claims') && !parameters.has('claims_locales')) return null;
  const request = readClaimsRequest(parameters.get('claims'));
  const locales = readLocales(parameters.get('claims_locales'));
  const allowed = (requests: ReadonlyMap<string, ClaimRequest>) =>
    [...requests.keys()].filter((name) => mayHave(client, name));
  const asked = { userinfo: allowed(request.userinfo), idToken: allowed(request.idToken), locales };
  return Object.values(asked).every((each) => each.length === 0) ? null : asked;
}

/** The scopes that these claims belong to: anyone who lets a client have the claims has consented to them. */
export function scopesOf(asked: AskedClaims | null, client: Asker): Scope {
  if (asked === null) return [];
  return [...new Set([...asked.userinfo, ...asked.idToken].flatMap((name) => scopeOf(client, name) ?? []))];
}

function mayHave(client: Asker, name: string): boolean {
  const mapping = client.claimMappings.named(name);
  if (mapping && (mapping.scope === undefined || client.firstParty)) return true;
  return client.scope.includes(scopeOf(client, name) ?? '');
}

function scopeOf({ claimMappings }: Asker, name: string): string | undefined {
  const mapping = claimMappings.named(name);
  return mapping ? mapping.scope : scopeOfClaim(name);
}

/** OIDC Core §3.1.2.1: what this server cannot satisfy, or read, is no error. */
function readLocales(value: string | undefined): readonly string[] {
  return [...new Set((value ?? '').split(' ').filter(isLanguageTag))];
}
