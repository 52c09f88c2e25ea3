/** The injection token of who knows which roles a scope is for: the authorization server does, other APIs do not. */
export const SCOPE_ROLES = Symbol('ScopeRoles');

export interface ScopeRoles {
  /** The roles of which a user must hold one to get the scope; empty if every user may have it, or none. */
  rolesThatGet(scope: string): Promise<readonly string[]>;
}
