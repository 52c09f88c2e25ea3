import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

/** What the documentation says of the operations under one heading. */
export interface ApiSection {
  readonly name: string;
  readonly description: string;
}

export const API_SECTION = Symbol('section of the API');

/**
 * Puts the operations of a controller under a heading, and says what they are about. Another controller whose operations
 * belong to the same heading names it by `@ApiTags`.
 */
export const Section = (name: string, description: string): ClassDecorator =>
  applyDecorators(ApiTags(name), SetMetadata(API_SECTION, { name, description } satisfies ApiSection));
