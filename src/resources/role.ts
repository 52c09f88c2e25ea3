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
  'roles:write': 'Decide what administrators may do, and who is one',
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
    scopes: ALL.filter((scope) => /^(clients|initial-access-tokens):/.test(scope)),
  },
  {
    name: 'user-manager',
    description: 'May administer the accounts of users who are no administrators',
    scopes: ALL.filter((scope) => /^(users|sessions|consents|grants):/.test(scope)),
  },
  {
    name: 'auditor',
    description: 'May see everything and change nothing',
    scopes: ALL.filter((scope) => scope.endsWith(':read')),
  },
];
