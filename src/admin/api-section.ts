import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdminProblems } from './admin-problems.interceptor.js';

/** What the documentation says of the operations under one heading. */
export interface ApiSection {
  readonly name: string;
  readonly description: string;
}

export const API_SECTION = Symbol('section of the API');

/**
 * Puts the operations of a controller of the admin API under a heading, and answers their refusals as problems.
 * @param description what the operations are about; left out: another controller under the same heading says it
 */
export const Section = (name: string, description?: string): ClassDecorator =>
  applyDecorators(
    ApiTags(name),
    UseInterceptors(AdminProblems),
    ...(description === undefined ? [] : [SetMetadata(API_SECTION, { name, description } satisfies ApiSection)]),
  );
