import type { AdminScope, ManagerRole } from '../admin/admin-scope.js';
import type { SecondFactorPolicy } from '../oauth/second-factor-policy.js';
import { TEXT_FORM, TEXT_MISTAKE, textProblem } from '../platform/validation/text.js';
import { pointer, type Violation, violationsAt } from '../platform/validation/violations.js';

/** What users hold so that they get scopes that not everyone may have. */
export interface Role {
  readonly name: string;
  /** What it is for, in words for administrators. */
  readonly description: string;
  /** The scopes of the admin API that its holders may get; scopes of other resources name their roles themselves. */
  readonly scopes: readonly string[];
  /** Whether its holders need a second factor; left out: the role says nothing. The strictest of server, roles and client counts. */
  readonly secondFactor?: SecondFactorPolicy;
}

/** The role that may do everything; someone always holds it. */
export const ADMIN = 'admin';

type BuiltIn = Omit<Role, 'scopes'> & { readonly has: (scope: AdminScope) => boolean };

/** The roles that are always there. */
const BUILT_IN: readonly BuiltIn[] = [
  { name: ADMIN, description: 'May administer everything', has: () => true },
  { name: 'client-manager', description: 'May administer applications', has: isFor('client-manager') },
  {
    name: 'user-manager',
    description: 'May administer the accounts of users who are no administrators',
    has: isFor('user-manager'),
  },
  {
    name: 'auditor',
    description: 'May see everything and change nothing',
    has: ({ name }) => name.endsWith(':read'),
  },
];

function isFor(role: ManagerRole): (scope: AdminScope) => boolean {
  return ({ roles = [] }) => roles.includes(role);
}

/** The roles that are always there, with those of the scopes of the admin API that each has. */
export function builtInRoles(scopes: readonly AdminScope[]): readonly Role[] {
  return BUILT_IN.map(({ has, ...role }) => ({ ...role, scopes: scopes.filter(has).map(({ name }) => name) }));
}

export function isBuiltIn(name: string): boolean {
  return BUILT_IN.some((role) => role.name === name);
}

/** How names of roles look: of dots alone has no address (RFC 3986 §5.2.4). */
export const ROLE_NAME_FORM = /^(?!\.+$)[^\s\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]{1,255}$/u;

/** What is wrong with the name of a role, or undefined if nothing is. */
export function roleNameProblem(name: string): string | undefined {
  if (!TEXT_FORM.test(name)) return TEXT_MISTAKE;
  return ROLE_NAME_FORM.test(name) ? undefined : 'must have 1 to 255 characters without spaces, and more than dots';
}

/** What is wrong with a role that is about to be stored. @param adminScopes the names of all scopes of the admin API */
export function roleMistakes(
  { name, description, scopes }: Role,
  adminScopes: ReadonlySet<string>,
): readonly Violation[] {
  const unknown = scopes.flatMap((scope, index) => (adminScopes.has(scope) ? [] : [index]));
  return [
    ...violationsAt('/name', roleNameProblem(name)),
    ...violationsAt('/description', textProblem(description, 512)),
    ...unknown.map((index) => ({
      pointer: pointer('scopes', index),
      detail: 'is no scope of the admin API; scopes of other resources name their roles themselves',
    })),
  ];
}
