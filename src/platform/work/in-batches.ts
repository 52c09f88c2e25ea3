/** Does the work with each, with at most `size` at once. The outcomes are in the order of the list. */
export async function inBatches<T, R>(
  list: readonly T[],
  size: number,
  work: (each: T) => Promise<R>,
): Promise<readonly R[]> {
  const outcomes: R[] = [];
  for (let start = 0; start < list.length; start += size) {
    outcomes.push(...(await Promise.all(list.slice(start, start + size).map(work))));
  }
  return outcomes;
}
