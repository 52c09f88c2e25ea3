/** Clients that every realm has for itself. */
const BUILT_IN = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'];

export function isBuiltInClient(clientId: string): boolean {
  return BUILT_IN.includes(clientId) || clientId.endsWith('-realm');
}

/** Scopes of Keycloak that mean nothing of their own here. */
export const WITHOUT_MEANING: readonly string[] = [
  'acr',
  'basic',
  'microprofile-jwt',
  'roles',
  'service_account',
  'web-origins',
];

/** Attributes as Keycloak's client scopes map them by default, and the claims that they become. */
export const CLAIM_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  middleName: 'middle_name',
  nickname: 'nickname',
  profile: 'profile',
  picture: 'picture',
  website: 'website',
  gender: 'gender',
  birthdate: 'birthdate',
  zoneinfo: 'zoneinfo',
  locale: 'locale',
  phoneNumber: 'phone_number',
};
