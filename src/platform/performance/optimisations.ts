/**
 * What only makes the server faster or lighter, and what docs/decisions/0044-speed-in-its-own-room.md measures. Each has
 * one place that asks {@link isOn}.
 */
const OPTIMISATIONS = ['bundle', 'pipeline', 'ready-answers', 'request-turns'] as const;

export type Optimisation = (typeof OPTIMISATIONS)[number];

/** Names, separated by commas, of what is to be off: for measuring and debugging. */
const VARIABLE = 'GATEHOUSE_PERFORMANCE_OFF';

/** @throws Error if the variable names what there is not */
export function isOn(optimisation: Optimisation): boolean {
  const names = (process.env[VARIABLE] ?? '').split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !OPTIMISATIONS.some((known) => known === name));
  if (unknown.length > 0)
    throw new Error(`${VARIABLE} names ${unknown.join(', ')}; there are ${OPTIMISATIONS.join(', ')}`);
  return !names.includes(optimisation);
}
