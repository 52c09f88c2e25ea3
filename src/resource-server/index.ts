/**
 * `@gatehouse/resource-server`, and `gatehouse/resource-server` for applications that embed the server: protects the controllers of any Nest application with this server's access tokens.
 * Needs neither this server's database nor its configuration.
 */

export type { AuthenticationRequirement } from '../oauth/authentication-requirement.js';
export { InsufficientScope, InsufficientUserAuthentication, InvalidToken } from '../oauth/oauth-error.js';
export { ACCESS_TOKEN_STATUS, type AccessTokenStatus } from './access-token-status.js';
export type { AccessTokenClaims } from './access-token-verifier.js';
export { BearerGuard } from './bearer.guard.js';
export { BearerErrorFilter } from './bearer-error.filter.js';
export type { BearerOptions } from './bearer-token.js';
export { CurrentToken } from './current-token.js';
export { RequireAuthentication } from './require-authentication.js';
export { RequireScope } from './require-scope.js';
export { ResourceServerModule, type ResourceServerOptions } from './resource-server.module.js';
