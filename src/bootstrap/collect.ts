import { type Violation, Violations, within } from '../platform/validation/violations.js';

/** Does the work; its violations are added to `found`, save those about a place where there is one already. */
export async function collect<T>(found: Violation[], root: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Violations)) throw error;
    const isKnown = (at: string) =>
      found.some((each) => isAtOrBelow(at, each.pointer) || isAtOrBelow(each.pointer, at));
    found.push(...within(root, error.violations).filter((violation) => !isKnown(violation.pointer)));
    return undefined;
  }
}

/** Whether a place in the document is another one, or below it. */
export function isAtOrBelow(at: string, above: string): boolean {
  return at === above || at.startsWith(`${above}/`);
}
