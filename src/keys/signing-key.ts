import { LONGEST_TOKEN_LIFETIME } from '../oauth/token-lifetime.js';
import { after, DAY, type Instant, MINUTE } from '../platform/clock.js';

/** How long others may cache the key set, in seconds. */
export const JWKS_MAX_AGE = 5 * MINUTE;

/** How often a replica looks for keys that another one made, in seconds. */
export const KEY_REFRESH_INTERVAL = 30;

/** Seconds by which the clocks of two replicas may differ. */
const CLOCK_SKEW = 30;

/** Seconds after which every replica publishes a key that one of them has made, whatever its clock says. */
export const REPLICA_LEAD = KEY_REFRESH_INTERVAL + CLOCK_SKEW;

/**
 * Seconds after which no cached key set lacks a published key: a replica may give out one without it until
 * {@link REPLICA_LEAD} has passed, and that one is fresh for {@link JWKS_MAX_AGE} (RFC 9111 §4.2).
 */
export const SHORTEST_LEAD = JWKS_MAX_AGE + REPLICA_LEAD;

/** RFC 7517 §4: a public key as it is published. */
export interface PublicJwk {
  readonly kty: string;
  /** The thumbprint of RFC 7638. */
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
  readonly [parameter: string]: unknown;
}

/** When a key signs and how long it is published. */
export interface KeyTimes {
  readonly createdAt: Instant;
  /** From when on it signs. */
  readonly activeAt: Instant;
  /** Until when it is published; null while no successor is known. */
  readonly expiresAt: Instant | null;
}

export interface SigningKey extends KeyTimes {
  readonly kid: string;
  readonly alg: string;
  readonly publicJwk: PublicJwk;
  readonly sealedPrivateJwk: string;
}

/** `next` is published but does not sign yet, `active` signs, `retired` stays published for what it signed. */
export type KeyState = 'next' | 'active' | 'retired';

/** When keys follow each other, in seconds. */
export interface RotationSchedule {
  /** How long a key is active. */
  readonly lifetime: number;
  /** How long a key is published before it takes over. */
  readonly lead: number;
  /** How long what a key has signed may be needed: until it expires, or while it serves as the hint of a session. */
  readonly retention: number;
}

/**
 * A key is published a day before it signs, or a tenth of its lifetime if that is shorter; but always for so long
 * that every replica has loaded it and every cached key set has been fetched again.
 * @param lifetime seconds
 * @param session how long a session may last, in seconds: for so long its ID tokens are hints (OIDC RP-Initiated Logout §2)
 */
export function scheduleFor(lifetime: number, session: number): RotationSchedule {
  const lead = Math.max(Math.min(DAY, lifetime / 10), SHORTEST_LEAD);
  return { lifetime, lead, retention: Math.max(LONGEST_TOKEN_LIFETIME, session) };
}

/**
 * Whether keys have no successor and sign no more: nothing uses their algorithm. They stay published for what they have signed.
 * @param keys of one algorithm
 */
export function isOutOfUse(keys: readonly KeyTimes[]): boolean {
  return keys.length > 0 && keys.every(({ expiresAt }) => expiresAt !== null);
}

/**
 * The one key of an algorithm that signs now: the last to have taken over.
 * The first key also signs on a replica whose clock has not reached its start.
 * @param keys of one algorithm
 * @returns undefined if there is none, or {@link isOutOfUse}
 */
export function activeKey<Key extends KeyTimes>(keys: readonly Key[], now: Instant): Key | undefined {
  if (isOutOfUse(keys)) return undefined;
  if (keys.length <= 1) return keys[0];
  const inOrder = keys.toSorted((left, right) => left.activeAt - right.activeAt);
  return inOrder.findLast((key) => key.activeAt <= now) ?? inOrder[0];
}

/** @param keys of one algorithm, `key` among them */
export function stateOf<Key extends KeyTimes>(key: Key, keys: readonly Key[], now: Instant): KeyState {
  if (isOutOfUse(keys)) return 'retired';
  if (activeKey(keys, now) === key) return 'active';
  return key.activeAt > now ? 'next' : 'retired';
}

export function isPublished(key: KeyTimes, now: Instant): boolean {
  return key.expiresAt === null || key.expiresAt > now;
}

/**
 * Whether it is time to make a key.
 * @param keys of one algorithm
 * @returns when it takes over, or undefined if none is due
 */
export function nextActiveAt(
  keys: readonly KeyTimes[],
  now: Instant,
  { lifetime, lead }: RotationSchedule,
): Instant | undefined {
  if (keys.length === 0) return now;
  const newest = Math.max(...keys.map((key) => key.activeAt));
  const end = after(newest, lifetime);
  if (newest > now || now < after(end, -lead)) return undefined;
  return Math.max(end, after(now, lead));
}

/** How a new key changes those before it. */
export interface Succession<Key> {
  /** When the new key takes over: never at the same instant as another. */
  readonly activeAt: Instant;
  /** The key it replaces. */
  readonly retired: Key | undefined;
  /** Until when that key is published: what it has signed is no longer needed. */
  readonly retiredExpiresAt: Instant;
  /** Keys that never signed, because the new one replaces them. */
  readonly dropped: readonly Key[];
}

/**
 * Lets a new key take over. A key that takes over before every replica has heard of this may sign, so it keeps its turn.
 * @param keys of one algorithm, as they are before
 * @param retention of the {@link RotationSchedule}
 */
export function succeed<Key extends KeyTimes>(
  keys: readonly Key[],
  wantedActiveAt: Instant,
  now: Instant,
  retention: number,
): Succession<Key> {
  const known = after(now, REPLICA_LEAD);
  const retired = activeKey(keys, known);
  const activeAt = retired ? Math.max(wantedActiveAt, retired.activeAt + 1) : wantedActiveAt;
  return {
    activeAt,
    retired,
    // Until its next refresh a replica may go on signing with the old key.
    retiredExpiresAt: after(activeAt, REPLICA_LEAD + retention),
    dropped: keys.filter((key) => stateOf(key, keys, known) === 'next'),
  };
}

/** The changes if a waiting key takes over sooner. */
export interface Advance<Key> {
  /** The key as it was. */
  readonly before: Key;
  /** The key as it is from now on. */
  readonly key: Key;
  /** The key that it replaces, which is published until it is no longer needed. */
  readonly retired: Key | undefined;
}

/**
 * Lets the key that is `next` take over as soon as no cached key set can lack it, which may be now; never later than it would.
 * A replica that has not heard of this signs with the key before it, which everyone knows.
 * @param keys of one algorithm in the order in which they sign
 * @param retention of the {@link RotationSchedule}
 * @returns undefined if none is waiting
 */
export function advance<Key extends KeyTimes>(
  keys: readonly Key[],
  now: Instant,
  retention: number,
): Advance<Key> | undefined {
  const next = keys.find((key) => stateOf(key, keys, now) === 'next');
  if (!next) return undefined;
  const previous = keys.findLast((key) => key.activeAt < next.activeAt);
  const earliest = Math.max(now, after(next.createdAt, SHORTEST_LEAD), (previous?.activeAt ?? 0) + 1);
  const activeAt = Math.min(next.activeAt, earliest);
  return {
    before: next,
    key: { ...next, activeAt },
    retired: previous && { ...previous, expiresAt: after(activeAt, REPLICA_LEAD + retention) },
  };
}

/**
 * Takes the keys of an algorithm out of use.
 * @param keys of one algorithm in the order in which they sign
 * @param retention of the {@link RotationSchedule}
 * @returns the last of them, with the times that it has from now on; undefined if they are out of use already
 */
export function retire<Key extends KeyTimes>(keys: readonly Key[], now: Instant, retention: number): Key | undefined {
  const last = keys.at(-1);
  if (!last || isOutOfUse(keys)) return undefined;
  // A replica that has not heard of this may go on signing until its next refresh.
  return { ...last, expiresAt: after(Math.max(now, last.activeAt), REPLICA_LEAD + retention) };
}

/**
 * Lets the keys of an algorithm sign again, because it is used again: the last of them, which everyone knows.
 * @param keys of one algorithm in the order in which they sign
 * @returns those that there are from now on: none if they are about to expire, because a replica may publish them no longer
 */
export function resume<Key extends KeyTimes>(keys: readonly Key[], now: Instant): readonly Key[] {
  const last = keys.at(-1);
  if (!last || !isOutOfUse(keys)) return keys;
  return isPublished(last, after(now, REPLICA_LEAD)) ? [...keys.slice(0, -1), { ...last, expiresAt: null }] : [];
}

/** How the revocation of a key changes the others of its algorithm. */
export interface Revocation<Key> {
  /** What the revoked key was. */
  readonly state: KeyState;
  /** When a new key takes over; undefined if none is needed. */
  readonly newActiveAt: Instant | undefined;
  /** Another key, with the times that it has from now on; undefined if all keep theirs. */
  readonly changed: Key | undefined;
}

/**
 * Takes a key back at once. If it was active, the next one takes over, or else a new one; never one that was retired.
 * @param keys of one algorithm in the order in which they sign, `revoked` among them
 * @param retention of the {@link RotationSchedule}
 */
export function revoke<Key extends KeyTimes>(
  keys: readonly Key[],
  revoked: Key,
  now: Instant,
  retention: number,
): Revocation<Key> {
  const state = stateOf(revoked, keys, now);
  const before = keys.findLast((key) => key.activeAt < revoked.activeAt);
  const next = keys.find((key) => key.activeAt > revoked.activeAt);
  if (state === 'retired') return { state, newActiveAt: undefined, changed: undefined };
  if (state === 'next') {
    const expiresAt = next ? after(next.activeAt, REPLICA_LEAD + retention) : null;
    return { state, newActiveAt: undefined, changed: before && { ...before, expiresAt } };
  }
  // The present on the slowest clock, so that no replica goes back to a key before it.
  const activeAt = Math.max(after(now, -CLOCK_SKEW), (before?.activeAt ?? 0) + 1);
  return next
    ? { state, newActiveAt: undefined, changed: { ...next, activeAt } }
    : { state, newActiveAt: activeAt, changed: undefined };
}
