import { LINE_FORM } from '../platform/validation/text.js';
import { Violations } from '../platform/validation/violations.js';

/** What a list is ordered by: the values of the last item of a page. */
export type Position = readonly (string | number)[];

/** A place in a list, as text that callers only hand back. */
export function formatCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * @param shape a value of each type, as the list's positions have them
 * @throws Violations where the text is no cursor of such a list
 */
export function parseCursor<T extends Position>(cursor: string, shape: T): T {
  const position = read(cursor);
  const fits =
    Array.isArray(position) &&
    position.length === shape.length &&
    position.every((value, index) => typeof value === typeof shape[index] && isStorable(value));
  if (!fits) throw new Violations([{ pointer: '/cursor', detail: 'must be the next_cursor of an earlier answer' }]);
  return position as unknown as T;
}

/** A page of a list, and where the next one begins; undefined on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** @param found one more than the limit, if there are so many */
export function pageOf<T>(found: readonly T[], limit: number, positionOf: (item: T) => Position): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return pageUntil(items, found.length > limit && last !== undefined ? positionOf(last) : undefined);
}

/** A page of a search that knows where it stopped. @param end the last position that was looked at; undefined on the last page */
export function pageUntil<T>(items: readonly T[], end: Position | undefined): Page<T> {
  return { items, next: end && formatCursor(end) };
}

/** Rows of a page, where all pages are read. */
const PAGE = 200;

/** All that a list has, however many pages that is. */
export async function everyPage<T>(
  read: (limit: number, cursor: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await read(PAGE, cursor);
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Neither database takes every text and number for a value to compare with. */
function isStorable(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= 1024 && LINE_FORM.test(value) : Number.isSafeInteger(value);
}
