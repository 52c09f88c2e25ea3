import type { Instant } from '../platform/clock.js';

/** Generations `from` to `to` were rotated between `since` and `at`. */
type Span = readonly [from: number, to: number, since: Instant, at: Instant];

/** Which generations of a refresh token were rotated when, oldest first, as far back as the grace window reaches. */
export type Rotations = readonly Span[];

/** A window is kept in at most about so many spans, however fast a client rotates. */
const SPANS = 32;

/**
 * Notes that `generation` was rotated at `now`, and forgets what the grace window no longer covers.
 * Rotations in quick succession share a span, which makes the window up to 1/32 longer for the earliest of them.
 * @param grace seconds
 */
export function noteRotation(rotations: Rotations, generation: number, now: Instant, grace: number): Rotations {
  const window = grace * 1000;
  const recent = rotations.filter(([, , , at]) => now < at + window);
  const last = recent.at(-1);
  if (last && now - last[2] < window / SPANS) return [...recent.slice(0, -1), [last[0], generation, last[2], now]];
  return [...recent, [generation, generation, now, now]];
}

/** When the generation was rotated, or undefined if that is longer ago than the grace window. */
export function rotatedAt(rotations: Rotations, generation: number): Instant | undefined {
  return rotations.find(([from, to]) => from <= generation && generation <= to)?.[3];
}
