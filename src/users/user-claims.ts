import type { Scope } from '../oauth/scope.js';
import { numericDate } from '../platform/clock.js';
import { inLocales, withTag } from './languages.js';
import type { User, UserClaims } from './user.js';

/** OIDC Core §5.4: the claims that each scope asks for. */
export const CLAIMS_OF_SCOPE = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const;

const SCOPES = Object.entries(CLAIMS_OF_SCOPE);

const SCOPE_OF_CLAIM: ReadonlyMap<string, string> = new Map(
  SCOPES.flatMap(([scope, claims]) => claims.map((claim) => [claim, scope])),
);

/** A user's claims as they travel: those of {@link UserClaims}, and when they last changed (NumericDate). */
export type ReleasedClaims = UserClaims & { readonly updated_at?: number };

/** The scope that a claim belongs to, in whatever language; undefined where it is none of those a scope asks for. */
export function scopeOfClaim(name: string): string | undefined {
  return SCOPE_OF_CLAIM.get(name.split('#', 1)[0] as string);
}

/**
 * OIDC Core §5.4 and §5.5: the claims about the user that the scope asks for, and those asked for by name; those without a
 * value are left out.
 * @param asked names, with a language tag where one language is wanted; the client may have them all
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
  for (const name of [...SCOPES.flatMap(([each, claims]) => (scope.includes(each) ? claims : [])), ...asked]) {
    if (name.includes('#')) for (const claim of withTag(all, name)) release(...claim);
    else if (locales.length > 0) for (const claim of inLocales(all, name, locales)) release(...claim);
    else release(name, all[name]);
  }
  return released as ReleasedClaims;
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
  };
}

function derivedName({ given_name, middle_name, family_name }: UserClaims): string | undefined {
  const parts = [given_name, middle_name, family_name].filter((part) => part !== undefined && part !== '');
  return given_name === undefined && family_name === undefined ? undefined : parts.join(' ');
}
