import type { Scope } from '../oauth/scope.js';
import { numericDate } from '../platform/clock.js';
import type { Known } from '../resources/claims/claim-mapping.js';
import { SCOPES_WITH_CLAIMS } from '../resources/claims/claims-of-scopes.js';
import { inLocales, withTag } from './languages.js';
import type { User, UserClaims } from './user.js';

/** A user's claims as they travel: those of {@link UserClaims}, when they last changed (NumericDate), roles and groups. */
export type ReleasedClaims = UserClaims & {
  readonly updated_at?: number;
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
};

/**
 * OIDC Core §5.4 and §5.5: the claims about the user that the scope asks for, and those asked for by name; those without a
 * value are left out.
 * @param asked names, with a language tag if one language is wanted; the client may have them all
 * @param locales the preferred languages (§5.2)
 */
export function claimsFor(
  user: User,
  scope: Scope,
  asked: readonly string[] = [],
  locales: readonly string[] = [],
): ReleasedClaims {
  const all = valuesOf(user);
  const released: Record<string, unknown> = {};
  const release = (name: string, value: unknown) => {
    if (value !== undefined && value !== '') released[name] = value;
  };
  for (const name of [
    ...SCOPES_WITH_CLAIMS.flatMap(([each, claims]) => (scope.includes(each) ? claims : [])),
    ...asked,
  ]) {
    if (name.includes('#')) for (const claim of withTag(all, name)) release(...claim);
    else if (locales.length > 0) for (const claim of inLocales(all, name, locales)) release(...claim);
    else release(name, all[name]);
  }
  return released as ReleasedClaims;
}

/** What is known about a user, for claims that administrators map. */
export function knownOf(user: User): Known {
  return { attributes: user.attributes ?? {}, claims: { ...valuesOf(user), username: user.username } };
}

function valuesOf(user: User): Readonly<Record<string, unknown>> {
  const { claims } = user;
  return {
    updated_at: numericDate(user.updatedAt), // first, as V8 gives every object that begins with a spread a hidden class of its own
    ...claims,
    name: claims.name ?? derivedName(claims),
    preferred_username: claims.preferred_username ?? user.username,
    email_verified: claims.email === undefined ? undefined : (claims.email_verified ?? false),
    phone_number_verified: claims.phone_number === undefined ? undefined : (claims.phone_number_verified ?? false),
    roles: user.roles,
    groups: user.groups ?? [],
  };
}

function derivedName({ given_name, middle_name, family_name }: UserClaims): string | undefined {
  const parts = [given_name, middle_name, family_name].filter((part) => part !== undefined && part !== '');
  return given_name === undefined && family_name === undefined ? undefined : parts.join(' ');
}
