import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AccessTokenClaims } from './access-token-verifier.js';

const tokens = new WeakMap<object, AccessTokenClaims>();

/** Remembers what the guard has verified for as long as the request lives. */
export function rememberToken(request: object, claims: AccessTokenClaims): void {
  tokens.set(request, claims);
}

/** The claims of the request's access token, once the guard has verified it. */
export function tokenOf(request: object): AccessTokenClaims | undefined {
  return tokens.get(request);
}

/** The claims of the access token, as a parameter of a route with `@RequireScope`. */
export const CurrentToken = createParamDecorator((_: unknown, context: ExecutionContext): AccessTokenClaims => {
  const claims = tokenOf(context.switchToHttp().getRequest<object>());
  if (!claims) throw new Error('@CurrentToken() needs @RequireScope() on the route or its controller');
  return claims;
});
