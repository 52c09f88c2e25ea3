/** The claims that each scope asks for: OIDC Core §5.4, and the roles and groups that a person has here. */
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
  roles: ['roles'],
  groups: ['groups'],
} as const;

/** The same as pairs. */
export const SCOPES_WITH_CLAIMS: readonly (readonly [scope: string, claims: readonly string[]])[] =
  Object.entries(CLAIMS_OF_SCOPE);

const SCOPE_OF_CLAIM: ReadonlyMap<string, string> = new Map(
  SCOPES_WITH_CLAIMS.flatMap(([scope, claims]) => claims.map((claim) => [claim, scope])),
);

/** The scope that a claim belongs to, in whatever language; undefined if it is none of those a scope asks for. */
export function scopeOfClaim(name: string): string | undefined {
  return SCOPE_OF_CLAIM.get(name.split('#', 1)[0] as string);
}
