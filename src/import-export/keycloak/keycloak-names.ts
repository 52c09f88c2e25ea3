/** Clients that every realm has for itself. */
const BUILT_IN = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'];

export function isBuiltInClient(clientId: string): boolean {
  return BUILT_IN.includes(clientId) || clientId.endsWith('-realm');
}
