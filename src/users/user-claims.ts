import type { Scope } from '../oauth/scope.js';
import { numericDate } from '../platform/clock.js';
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

/** A user's claims as they travel: those of {@link UserClaims}, and when they last changed (NumericDate). */
export type ReleasedClaims = UserClaims & { readonly updated_at?: number };

/** OIDC Core §5.4: the claims about the user that the scope asks for; those without a value are left out. */
export function claimsFor(user: User, scope: Scope): ReleasedClaims {
  const all: Readonly<Record<string, unknown>> = {
    ...user.claims,
    name: user.claims.name ?? derivedName(user.claims),
    preferred_username: user.claims.preferred_username ?? user.username,
    email_verified: user.claims.email === undefined ? undefined : (user.claims.email_verified ?? false),
    phone_number_verified:
      user.claims.phone_number === undefined ? undefined : (user.claims.phone_number_verified ?? false),
    updated_at: numericDate(user.updatedAt),
  };
  const asked = Object.entries(CLAIMS_OF_SCOPE).flatMap(([name, claims]) => (scope.includes(name) ? [...claims] : []));
  return Object.fromEntries(asked.filter((claim) => all[claim] !== undefined).map((claim) => [claim, all[claim]]));
}

function derivedName({ given_name, middle_name, family_name }: UserClaims): string | undefined {
  const parts = [given_name, middle_name, family_name].filter((part) => part !== undefined && part !== '');
  return given_name === undefined && family_name === undefined ? undefined : parts.join(' ');
}
