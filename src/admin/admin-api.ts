import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { InsufficientScope } from '../oauth/oauth-error.js';
import { NoStore } from '../platform/http/no-store.js';
import { type RequestFacts, requestFacts } from '../platform/http/request-facts.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import { tokenOf } from '../resource-server/current-token.js';
import { RequireScope } from '../resource-server/require-scope.js';
import { holderOf } from '../resource-server/token-holder.js';
import type { Actor } from './actor.js';
import { ReadableBodyLast } from './body-last.js';

/** Who uses the admin API, or the command line. */
export interface Administrator {
  /** The user, or the client that acts for itself; of the command line `os:` and the name of its user. */
  readonly actor: Actor;
  /** The request; the command line makes none. */
  readonly facts?: RequestFacts;
  /** Whether it is the command line: it may do everything, and can always make another administrator. */
  readonly isOperator?: boolean;
  /** What the access token allows. */
  readonly scope: readonly string[];
}

/** The route is an operation of the admin API, for access tokens that have this scope. */
export const Scoped = (scope: string) =>
  applyDecorators(RequireScope(scope), ReadableBodyLast(), ApiSecurity('gatehouse', [scope]), NoStore());

/** The operation takes the header `If-Match`. @param thing the name of what is changed */
export const IfMatch = (thing: string) =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    // No example: Swagger UI would send it, and the change of any later version would be refused.
    description: `ETag of the ${thing} as you read it; the change is refused if the ETag is another one now.`,
  });

/** The caller, as a parameter of a route with {@link Scoped}. */
export const CurrentAdministrator = createParamDecorator((_: unknown, context: ExecutionContext): Administrator => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const token = tokenOf(request);
  if (!token) throw new Error('@CurrentAdministrator() needs @Scoped() on the route');
  const actor = actorOf(token);
  const facts = { ...requestFacts(request), clientId: token.client_id };
  return { actor, facts, scope: (token.scope ?? '').split(' ') };
});

/** A token that no user holds was issued to a client for itself, also if its identifier looks like that of a user (RFC 9068 §2.2). */
function actorOf(token: AccessTokenClaims): Actor {
  const holder = holderOf(token);
  if (holder) return holder.userId;
  return token.sub === token.client_id ? { client: token.sub } : token.sub;
}

/** Whether a caller may do what the scope is for. */
export function holdsScope(
  { scope, isOperator }: Pick<Administrator, 'scope' | 'isOperator'>,
  needed: string,
): boolean {
  return isOperator === true || scope.includes(needed);
}

/**
 * Demands a scope beyond that of the operation.
 * @param why what it is needed for; follows "to " in the message
 * @throws InsufficientScope if the access token does not have the scope
 */
export function demandScope(by: Pick<Administrator, 'scope' | 'isOperator'>, needed: string, why: string): void {
  if (holdsScope(by, needed)) return;
  throw new InsufficientScope(`to ${why}, the access token must have the scope ${needed} too`, needed);
}
