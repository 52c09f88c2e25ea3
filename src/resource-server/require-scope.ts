import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ACCESS, type Access } from './access.js';
import { BearerGuard } from './bearer.guard.js';
import type { BearerOptions } from './bearer-token.js';

/**
 * The route, or every route of the controller, is for access tokens that have this scope.
 * It brings its guard along: without the module that the guard needs the application does not start.
 */
export function RequireScope(scope: string, options: BearerOptions = {}): ClassDecorator & MethodDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, { scope, ...options } satisfies Access & BearerOptions),
    UseGuards(BearerGuard),
  );
}
