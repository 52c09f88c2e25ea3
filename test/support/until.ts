import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: less than for a test, so that it is said what did not come. */
const PATIENCE = 90_000;

/** Milliseconds between two looks. */
const LOOK = 10;

/**
 * Waits until it is so, however slow the machine is.
 * @param complaint what to say if that never comes
 * @returns what was found: the first answer that is neither false nor missing
 */
export async function until<T>(
  find: () => T | undefined | false | Promise<T | undefined | false>,
  complaint = () => `never came to be so: ${find}`,
): Promise<T> {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE; await pause(LOOK)) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(complaint());
}
