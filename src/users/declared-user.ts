import { isDeepStrictEqual } from 'node:util';
import { type Problem, pointer, type Violation, violationsAt } from '../platform/validation/violations.js';
import { roleNameProblem } from '../resources/role.js';
import { attributeMistakes, groupMistakes, mergedAttributes } from './attribute-rules.js';
import { claimMistakes } from './claim-rules.js';
import type { DeclaredFactor } from './declared-factor.js';
import type { Attributes, UserClaims } from './user.js';
import { normalizeUsername, usernameProblem } from './username.js';

/** A user as the bootstrap file and the command line describe one: the claims under their wire names, and how to sign in. */
export interface DeclaredUser extends UserClaims {
  /** The subject identifier of a user who is new here; left out: a random one. */
  readonly id?: string;
  readonly username: string;
  readonly password?: string;
  /** Instead of a password: its hash in a known format. */
  readonly password_hash?: string;
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
  readonly attributes?: Attributes;
  /** What the user has set up at another server to prove who they are. */
  readonly factors?: readonly DeclaredFactor[];
  /** Whether the user may neither sign in nor refresh. */
  readonly disabled?: boolean;
  /** Whether a user who is new here has to choose another password at the first sign-in. */
  readonly password_change_required?: boolean;
}

/** What of a user is described by a declaration. */
export interface Profile {
  readonly username: string;
  readonly claims: UserClaims;
  readonly roles: readonly string[];
  readonly groups?: readonly string[];
  readonly attributes?: Attributes;
}

/**
 * Everything that is wrong with a declaration whose values, save the claims, have the right types.
 * @param hashProblem why a password hash cannot be verified, or undefined if it can
 * @param passwordProblem what is wrong with the password, if there is one
 */
export function declaredUserMistakes(
  user: DeclaredUser,
  hashProblem: (encoded: string) => string | undefined,
  passwordProblem: Problem | undefined,
): readonly Violation[] {
  const problems: Readonly<Record<string, Problem | undefined>> = {
    id: user.id === undefined ? undefined : idProblem(user.id),
    username: usernameProblem(user.username),
    password: passwordProblem,
    password_hash: passwordHashProblem(user, hashProblem),
  };
  return [
    ...Object.entries(problems).flatMap(([name, problem]) => violationsAt(pointer(name), problem)),
    ...claimMistakes(claimsOf(user)),
    ...(user.roles ?? []).flatMap((role, index) => violationsAt(pointer('roles', index), roleNameProblem(role))),
    ...groupMistakes(user.groups),
    ...attributeMistakes(user.attributes),
  ];
}

function passwordHashProblem(
  { password, password_hash }: DeclaredUser,
  hashProblem: (encoded: string) => string | undefined,
): string | undefined {
  if (password_hash === undefined) return undefined;
  return password === undefined ? hashProblem(password_hash) : 'must be left out if there is a password';
}

function claimsOf(user: DeclaredUser): UserClaims {
  const {
    id: _id,
    username: _username,
    password: _password,
    password_hash: _hash,
    roles: _roles,
    groups: _groups,
    attributes: _attributes,
    factors: _factors,
    disabled: _disabled,
    password_change_required: _required,
    ...claims
  } = user;
  return claims;
}

/** OIDC Core §2 `sub`, as long as the databases store it. */
function idProblem(id: string): string | undefined {
  return /^[A-Za-z0-9._~|@:-]{1,36}$/.test(id) ? undefined : 'must be 1 to 36 letters, digits or any of . _ ~ | @ : -';
}

/** The profile after the declaration: what it names is replaced, what it does not name stays. */
export function declaredProfile(declared: DeclaredUser, existing?: Profile): Profile {
  const { username, roles = existing?.roles ?? [], groups = existing?.groups ?? [] } = declared;
  return {
    username,
    claims: { ...existing?.claims, ...claimsOf(declared) },
    roles,
    groups,
    attributes: mergedAttributes(declared.attributes, existing?.attributes),
  };
}

/** What of a declaration is other than what is known of the user, by the names of its members; the password is left out. */
export function otherMembers(
  declared: DeclaredUser,
  known: Pick<Profile, 'claims' | 'roles'> & { readonly disabled: boolean },
): readonly string[] {
  const stored: Readonly<Record<string, unknown>> = { ...known.claims, roles: known.roles, disabled: known.disabled };
  const { roles, disabled } = declared;
  const told = { ...claimsOf(declared), ...(roles && { roles }), ...(disabled !== undefined && { disabled }) };
  return Object.entries(told).flatMap(([name, value]) => (isDeepStrictEqual(value, stored[name]) ? [] : [name]));
}

export function sameProfile(left: Profile, right: Profile): boolean {
  return isDeepStrictEqual(complete(left), complete(right));
}

function complete({ username, claims, roles, groups = [], attributes = {} }: Profile): Required<Profile> {
  return { username, claims, roles, groups, attributes };
}

/** What sign-in by email looks up. */
export function normalizedEmail(claims: UserClaims): string | null {
  return claims.email === undefined ? null : normalizeUsername(claims.email);
}
