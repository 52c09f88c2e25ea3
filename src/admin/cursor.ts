import { sortedBy } from '../platform/sorted-by.js';
import { LINE_FORM } from '../platform/validation/text.js';
import { Violations } from '../platform/validation/violations.js';

/** What a list is ordered by: the values of the last item of a page. */
export type Position = readonly (string | number)[];

/** A place in a list, as an opaque text that callers send back. */
export function formatCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * @param example a position of the list: the types of its values are demanded
 * @throws Violations if the text is no cursor of such a list
 */
export function parseCursor<T extends Position>(cursor: string, example: T): T {
  const position = read(cursor);
  const fits =
    Array.isArray(position) &&
    position.length === example.length &&
    position.every((value, index) => typeof value === typeof example[index] && isStorable(value));
  if (!fits) throw new Violations([{ pointer: '/cursor', detail: 'must be the next_cursor of an earlier answer' }]);
  return position as unknown as T;
}

/** A page of a list, and the cursor of the next one; undefined on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** @param found more than the limit, if there are so many */
export function pageOf<T>(found: readonly T[], limit: number, positionOf: (item: T) => Position): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return pageUntil(items, found.length > limit && last !== undefined ? positionOf(last) : undefined);
}

/**
 * A page of a list that is in memory, in the order of a key that no two items share.
 * @throws Violations if the cursor is none of this list
 */
export function pageByKey<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  cursor: string | undefined,
): Page<T> {
  const [after] = cursor === undefined ? [''] : parseCursor<readonly [string]>(cursor, ['']);
  const rest = sortedBy(all, keyOf).filter((item) => keyOf(item) > after);
  return pageOf(rest, limit, (item) => [keyOf(item)]);
}

/** A page of a search. @param end the last position that was looked at; undefined on the last page */
export function pageUntil<T>(items: readonly T[], end: Position | undefined): Page<T> {
  return { items, next: end && formatCursor(end) };
}

/** Rows of a page when all pages are read. */
const PAGE = 200;

type ReadPage<T> = (limit: number, cursor: string | undefined) => Promise<Page<T>>;

/** Every item of a list, read page by page. */
export async function everyPage<T>(read: ReadPage<T>): Promise<readonly T[]> {
  return (await firstOf(undefined, read)).items;
}

/** The first items of a list, read page by page. @param most how many; undefined: all */
export async function firstOf<T>(most: number | undefined, read: ReadPage<T>): Promise<Page<T>> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const page = await read(Math.min(PAGE, (most ?? Number.POSITIVE_INFINITY) - items.length), next);
    items.push(...page.items);
    next = page.next;
  } while (next !== undefined && items.length < (most ?? Number.POSITIVE_INFINITY));
  return { items, next };
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Not every text and number can be compared with a stored value, in either database. */
function isStorable(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= 1024 && LINE_FORM.test(value) : Number.isSafeInteger(value);
}
