import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { type AuthenticationRequirement, checkRequirement } from '../oauth/authentication-requirement.js';
import { AUTHENTICATION } from './access.js';
import { BearerGuard } from './bearer.guard.js';

/**
 * The route, or every route of the controller, is for access tokens of people who were authenticated so strongly and so recently.
 * Others are answered by a challenge (RFC 9470 §3), which tells the client what to ask the authorization server for. May stand
 * beside `@RequireScope`. A token that a client got for itself is of no person, so it is never enough.
 * @throws Error if the requirement cannot stand in a challenge
 */
export function RequireAuthentication(requirement: AuthenticationRequirement): ClassDecorator & MethodDecorator {
  checkRequirement(requirement);
  return applyDecorators(SetMetadata(AUTHENTICATION, requirement), UseGuards(BearerGuard));
}
