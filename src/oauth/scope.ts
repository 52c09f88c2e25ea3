import { InvalidScope } from './oauth-error.js';

/** RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ). */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Longest accepted number of scopes in one request. */
const MOST_SCOPES = 100;

/** A set of scope tokens in the order they were first named. */
export type Scope = readonly string[];

/**
 * Reads a space-delimited scope value (RFC 6749 §3.3); repeats are dropped.
 * @throws InvalidScope on a character that a scope may not have, or on more than 100 scopes
 */
export function parseScope(value: string | undefined): Scope {
  if (value === undefined) return [];
  const tokens = [...new Set(value.split(' ').filter((token) => token !== ''))];
  const wrong = tokens.find((token) => !SCOPE_TOKEN.test(token));
  if (wrong !== undefined)
    throw new InvalidScope(`the scope ${wrong} has characters that RFC 6749 section 3.3 does not allow`);
  if (tokens.length > MOST_SCOPES) throw new InvalidScope(`at most ${MOST_SCOPES} scopes may be requested at once`);
  return tokens;
}

/** Reads what {@link formatScope} wrote. What was granted step by step may be more than one request may ask for. */
export function readScope(stored: string | undefined): Scope {
  return stored ? stored.split(' ') : [];
}

export function formatScope(scope: Scope): string {
  return scope.join(' ');
}

/** Whether every scope of `asked` is among `held`. */
export function covers(held: Scope, asked: Scope): boolean {
  return asked.every((token) => held.includes(token));
}

/** Those of `scope` that are also in `allowed`. */
export function intersect(scope: Scope, allowed: Scope): Scope {
  return scope.filter((token) => allowed.includes(token));
}

/** OIDC Core §5.4 and §11: the scopes that a client may ask for if it is registered for none by name. */
export const STANDARD_SCOPES = {
  openid: 'Know who you are',
  profile: 'See your name and profile',
  email: 'See your email address',
  address: 'See your postal address',
  phone: 'See your phone number',
  offline_access: 'Keep this access when you are away',
} as const;

/** The scopes that the authorization server itself gives a meaning: those, and what an organisation says of a person. */
export const IDENTITY_SCOPES = {
  ...STANDARD_SCOPES,
  roles: 'See which roles you have',
  groups: 'See which groups you belong to',
} as const;
