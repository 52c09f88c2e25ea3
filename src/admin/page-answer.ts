import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Page } from './cursor.js';

/** The body of a list's answer. */
export interface PageAnswer<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string;
}

/** The member `next_cursor` of a list's answer. @param more what else its description says */
export const NextCursor = (example: string, more?: string) =>
  ApiPropertyOptional({
    description: ['Where the next page begins, opaque; left out on the last.', more].filter(Boolean).join(' '),
    example,
  });

/** The answer with a page. */
export function presentPage<T, D>({ items, next }: Page<T>, present: (item: T) => D): PageAnswer<D> {
  return { items: items.map((item) => present(item)), ...(next === undefined ? {} : { next_cursor: next }) };
}
