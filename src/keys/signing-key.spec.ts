import { LONGEST_TOKEN_LIFETIME } from '../oauth/token-lifetime.js';
import { DAY, HOUR, type Instant, after as later } from '../platform/clock.js';
import {
  activeKey,
  isPublished,
  JWKS_MAX_AGE,
  KEY_REFRESH_INTERVAL,
  type KeyTimes,
  nextActiveAt,
  REPLICA_LEAD,
  type RotationSchedule,
  revoke,
  scheduleFor,
  stateOf,
  succeed,
} from './signing-key.js';

const NOW = Date.UTC(2030, 0, 1);
const SESSION = 12 * HOUR;
const SCHEDULE: RotationSchedule = { lifetime: 90 * DAY, lead: DAY, retention: DAY };

function key(activeAt: Instant, expiresAt: Instant | null = null): KeyTimes {
  return { createdAt: activeAt, activeAt, expiresAt };
}

describe('the schedule of rotation', () => {
  it('publishes a key a day before it signs, or a tenth of its lifetime if that is shorter', () => {
    expect(scheduleFor(90 * DAY, SESSION).lead).toBe(DAY);
    expect(scheduleFor(5 * DAY, SESSION).lead).toBe(12 * HOUR);
  });

  it('never publishes a key later than every cache and every replica needs', () => {
    for (const lifetime of [1, HOUR, 10 * HOUR, DAY, 90 * DAY]) {
      expect(scheduleFor(lifetime, SESSION).lead).toBeGreaterThan(JWKS_MAX_AGE + KEY_REFRESH_INTERVAL);
    }
  });

  it('keeps a key for as long as a session may last whose ID token it signed', () => {
    expect(scheduleFor(90 * DAY, 12 * HOUR).retention).toBe(LONGEST_TOKEN_LIFETIME);
    expect(scheduleFor(90 * DAY, 30 * DAY).retention).toBe(30 * DAY);
  });

  it('makes the first key sign at once', () => {
    expect(nextActiveAt([], NOW, SCHEDULE)).toBe(NOW);
  });

  it('makes the next key when the active one has only the lead left', () => {
    const keys = [key(NOW)];
    expect(nextActiveAt(keys, later(NOW, 89 * DAY) - 1, SCHEDULE)).toBeUndefined();
    expect(nextActiveAt(keys, later(NOW, 89 * DAY), SCHEDULE)).toBe(later(NOW, 90 * DAY));
  });

  it('gives a key its whole lead, however late it is made', () => {
    const late = later(NOW, 400 * DAY);
    expect(nextActiveAt([key(NOW)], late, SCHEDULE)).toBe(later(late, DAY));
  });

  it('makes no second key while one is waiting', () => {
    expect(nextActiveAt([key(NOW), key(later(NOW, 90 * DAY))], later(NOW, 89 * DAY), SCHEDULE)).toBeUndefined();
    const tight = scheduleFor(1, SESSION);
    expect(nextActiveAt([key(NOW), key(later(NOW, tight.lead))], later(NOW, 1), tight)).toBeUndefined();
  });
});

describe('the state of a signing key', () => {
  const retired = key(NOW, later(NOW, 3 * DAY));
  const active = key(later(NOW, DAY));
  const next = key(later(NOW, 91 * DAY));
  const keys = [next, retired, active];

  it('is next, then active, then retired', () => {
    const states = (now: Instant) => [retired, active, next].map((each) => stateOf(each, keys, now));
    expect(states(NOW)).toEqual(['active', 'next', 'next']);
    expect(states(later(NOW, DAY))).toEqual(['retired', 'active', 'next']);
    expect(states(later(NOW, 91 * DAY))).toEqual(['retired', 'retired', 'active']);
  });

  it('is published until it expires', () => {
    expect(isPublished(retired, later(NOW, 3 * DAY) - 1)).toBe(true);
    expect(isPublished(retired, later(NOW, 3 * DAY))).toBe(false);
    expect(isPublished(active, later(NOW, 1000 * DAY))).toBe(true);
  });

  it('lets the first key sign if a replica has a slow clock', () => {
    expect(activeKey([active], NOW)).toBe(active);
  });
});

describe('a succession of keys', () => {
  it('replaces a key that has not signed yet', () => {
    const waiting = key(later(NOW, DAY));
    expect(succeed([key(NOW), waiting], later(NOW, 2 * DAY), NOW, DAY).dropped).toEqual([waiting]);
  });

  it('spares a key that a replica may let sign before it hears of the new one', () => {
    const waiting = key(later(NOW, REPLICA_LEAD));
    const { dropped, retired, activeAt } = succeed([key(NOW), waiting], later(NOW, 1), NOW, DAY);
    expect([dropped, retired, activeAt]).toEqual([[], waiting, waiting.activeAt + 1]);
  });

  it('never lets two keys take over at the same instant', () => {
    expect(succeed([key(NOW)], NOW, NOW, DAY).activeAt).toBe(NOW + 1);
  });
});

describe('a revoked key', () => {
  const retired = key(NOW, later(NOW, 10 * DAY));
  const active = key(later(NOW, DAY), later(NOW, 12 * DAY));
  const next = key(later(NOW, 10 * DAY));
  const now = later(NOW, 2 * DAY);

  it('is followed by the next one at once, if it was active', () => {
    const { state, newActiveAt, changed } = revoke([retired, active, next], active, now, DAY);
    expect([state, newActiveAt, changed]).toEqual(['active', undefined, { ...next, activeAt: later(now, -30) }]);
  });

  it('is followed by a new one if there is no next, also on a replica whose clock is slow', () => {
    const last = key(active.activeAt);
    const { newActiveAt = 0, changed } = revoke([retired, last], last, now, DAY);
    expect([newActiveAt, changed]).toEqual([later(now, -30), undefined]);
    expect(revoke([retired, last], last, later(NOW, DAY), DAY).newActiveAt).toBeGreaterThan(retired.activeAt);
  });

  it('leaves the one before it as if it had never been made, if it was to be next', () => {
    const { state, newActiveAt, changed } = revoke([retired, active, next], next, now, DAY);
    expect([state, newActiveAt, changed]).toEqual(['next', undefined, { ...active, expiresAt: null }]);
  });

  it('changes no other if it was retired', () => {
    const { state, newActiveAt, changed } = revoke([retired, active, next], retired, now, DAY);
    expect([state, newActiveAt, changed]).toEqual(['retired', undefined, undefined]);
  });
});
