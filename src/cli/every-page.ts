import type { Page } from '../platform/http/cursor.js';

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
