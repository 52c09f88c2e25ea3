import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

export const PAGE_LIMIT = 20;

/** Of what {@link formatCursor} makes. */
const CURSOR_FORM = '^[A-Za-z0-9_-]+$';

export const Limit = () =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'How many items to return at most.',
      minimum: 1,
      maximum: 100,
      default: PAGE_LIMIT,
      example: PAGE_LIMIT,
    }),
    Type(() => Number),
    IsInt({ message: 'must be a whole number' }),
    Min(1, { message: 'must be at least 1' }),
    Max(100, { message: 'must be at most 100' }),
  );

export const Cursor = () =>
  applyDecorators(
    ApiPropertyOptional({
      description:
        'Where the page begins: `next_cursor` of the previous answer, which is opaque: send it back as it is. Left out: the first page.',
      pattern: CURSOR_FORM,
    }),
    IsOptional(),
    IsString({ message: 'must be text' }),
  );

/** Which page of a list. */
export class PageQueryDto {
  @Limit()
  readonly limit: number = PAGE_LIMIT;

  @Cursor()
  readonly cursor?: string;
}
