import { TEXT_FORM, TEXT_MISTAKE, textProblem } from '../platform/validation/text.js';
import { pointer, type Violation, violationsAt } from '../platform/validation/violations.js';

/** What users hold so that they get scopes that not everyone may have. */
export interface Role {
  readonly name: string;
  /** What it is for, in words for administrators. */
  readonly description: string;
  /** The scopes of the admin API that its holders may get; scopes of other resources name their roles themselves. */
  readonly scopes: readonly string[];
}

/** Everything an administrator may do, in words for the consent page and the API's documentation. */
export const ADMIN_SCOPES = {
  'clients:read': 'See the registered applications',
  'clients:write': 'Register, change and remove applications',
  'initial-access-tokens:read': 'See who may register applications',
  'initial-access-tokens:write': 'Let others register applications',
  'users:read': 'See the accounts of users',
  'users:write': 'Create, change, disable and delete accounts of users',
  'sessions:read': 'See where users are signed in',
  'sessions:write': 'Sign users out',
  'consents:read': 'See what users have allowed applications',
  'consents:write': 'Withdraw what users have allowed applications',
  'grants:read': 'See which applications hold tokens',
  'grants:write': 'Revoke tokens of applications',
  'resources:read': 'See the protected resources and their scopes',
  'resources:write': 'Change the protected resources and their scopes',
  'roles:read': 'See which roles there are',
  'roles:write': 'Decide what administrators may do, and who is one',
  'keys:read': 'See the signing keys',
  'keys:write': 'Make new signing keys and revoke others',
  'settings:read': 'See how this server is set up',
  'audit:read': 'See who did what, and when',
} as const;

const ALL: readonly string[] = Object.keys(ADMIN_SCOPES);

/** The role that may do everything; somebody always holds it. */
export const ADMIN = 'admin';

/** The roles that are always there. */
export const BUILT_IN_ROLES: readonly Role[] = [
  { name: ADMIN, description: 'May administer everything', scopes: ALL },
  {
    name: 'client-manager',
    description: 'May administer applications',
    scopes: ALL.filter((scope) => /^(clients:|initial-access-tokens:|resources:read)/.test(scope)),
  },
  {
    name: 'user-manager',
    description: 'May administer the accounts of users who are no administrators',
    scopes: ALL.filter((scope) => /^((users|sessions|consents|grants):|roles:read)/.test(scope)),
  },
  {
    name: 'auditor',
    description: 'May see everything and change nothing',
    scopes: ALL.filter((scope) => scope.endsWith(':read')),
  },
];

export function isBuiltIn(name: string): boolean {
  return BUILT_IN_ROLES.some((role) => role.name === name);
}

/** What is wrong with the name of a role, or undefined where nothing is. One of dots alone has no address (RFC 3986 §5.2.4). */
export function roleNameProblem(name: string): string | undefined {
  if (!TEXT_FORM.test(name)) return TEXT_MISTAKE;
  return /^(?!\.+$)\S{1,255}$/u.test(name)
    ? undefined
    : 'must have 1 to 255 characters without spaces, and more than dots';
}

/** What is wrong with a role that is about to be stored. */
export function roleMistakes({ name, description, scopes }: Role): readonly Violation[] {
  const unknown = scopes.flatMap((scope, index) => (ALL.includes(scope) ? [] : [index]));
  return [
    ...violationsAt('/name', roleNameProblem(name)),
    ...violationsAt('/description', textProblem(description, 512)),
    ...unknown.map((index) => ({
      pointer: pointer('scopes', index),
      detail: 'is no scope of the admin API; scopes of other resources name their roles themselves',
    })),
  ];
}
