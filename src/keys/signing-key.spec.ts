import fc from 'fast-check';
import { LONGEST_TOKEN_LIFETIME } from '../oauth/token-lifetime.js';
import { DAY, HOUR, type Instant, after as later, MINUTE } from '../platform/clock.js';
import {
  activeKey,
  advance,
  isPublished,
  JWKS_MAX_AGE,
  KEY_REFRESH_INTERVAL,
  type KeyTimes,
  nextActiveAt,
  REPLICA_LEAD,
  type RotationSchedule,
  revoke,
  SHORTEST_LEAD,
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

/** What may happen to the keys of one algorithm; each step starts some seconds after the one before. */
const STEP = fc.record({
  pause: fc.oneof(fc.integer({ min: 0, max: MINUTE }), fc.integer({ min: 0, max: 200 * DAY })),
  act: fc.constantFrom('check', 'purge', 'rotate', 'rotate immediately', 'revoke'),
  /** Of those there are, which key is revoked. */
  which: fc.nat(5),
});

interface Step {
  readonly pause: number;
  readonly act: string;
  readonly which: number;
}

/** `made` counts the keys and names each. */
interface Model {
  readonly now: Instant;
  readonly made: number;
  readonly keys: readonly (KeyTimes & { readonly id: number })[];
}

const START: Model = { now: NOW, made: 1, keys: [{ ...key(NOW), id: 0 }] };

function step({ now: before, made, keys }: Model, { pause, act, which }: Step, schedule: RotationSchedule): Model {
  const now = later(before, pause);
  if (act === 'revoke') return withoutOne({ now, made, keys }, which, schedule);
  const advanced = act === 'rotate immediately' ? advance(inOrderOfSigning(keys), now, schedule.retention) : undefined;
  if (advanced) return { now, made, keys: withTimesOf([advanced.key, advanced.retired], keys) };
  if (act === 'purge') return { now, made, keys: keys.filter((each) => isPublished(each, now)) };
  const wanted =
    act === 'check' ? nextActiveAt(keys, now, schedule) : later(now, act === 'rotate' ? schedule.lead : SHORTEST_LEAD);
  if (wanted === undefined) return { now, made, keys };
  const { activeAt, retired, retiredExpiresAt, dropped } = succeed(keys, wanted, now, schedule.retention);
  const kept = keys.filter((each) => !dropped.includes(each));
  return {
    now,
    made: made + 1,
    keys: [
      ...kept.map((each) => (each === retired ? { ...each, expiresAt: retiredExpiresAt } : each)),
      { id: made, createdAt: now, activeAt, expiresAt: null },
    ],
  };
}

function inOrderOfSigning(keys: Model['keys']): Model['keys'] {
  return keys.toSorted((left, right) => left.activeAt - right.activeAt);
}

function withTimesOf(changed: readonly (Model['keys'][number] | undefined)[], keys: Model['keys']): Model['keys'] {
  return keys.map((each) => changed.find((other) => other?.id === each.id) ?? each);
}

function withoutOne({ now, made, keys }: Model, which: number, { retention }: RotationSchedule): Model {
  const inOrder = inOrderOfSigning(keys);
  const revoked = inOrder[which % inOrder.length] as Model['keys'][number];
  const { newActiveAt, changed } = revoke(inOrder, revoked, now, retention);
  const rest = withTimesOf(
    [changed],
    inOrder.filter((each) => each !== revoked),
  );
  if (newActiveAt === undefined) return { now, made, keys: rest };
  return { now, made: made + 1, keys: [...rest, { id: made, createdAt: now, activeAt: newActiveAt, expiresAt: null }] };
}

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

describe('after any number of changes to the keys', () => {
  const history = fc.record({
    steps: fc.array(STEP, { maxLength: 30 }),
    lifetime: fc.integer({ min: 1, max: 100 * DAY }),
  });

  it('there is exactly one active key at every instant, and it is published', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 300 * DAY }), ({ steps, lifetime }, distance) => {
        const schedule = scheduleFor(lifetime, SESSION);
        let model = START;
        for (const each of steps) {
          model = step(model, each, schedule);
          for (const now of [model.now, later(model.now, distance)]) {
            const active = model.keys.filter((candidate) => stateOf(candidate, model.keys, now) === 'active');
            expect(active).toHaveLength(1);
            expect(active.every((candidate) => isPublished(candidate, now))).toBe(true);
          }
        }
      }),
    );
  });

  it('a key is published by every replica before it signs, and in every key set that may be kept', () => {
    fc.assert(
      fc.property(history, ({ steps, lifetime }) => {
        const schedule = scheduleFor(lifetime, SESSION);
        let model = START;
        for (const each of steps) {
          const before = model.keys;
          model = step(model, each, schedule);
          const lead = each.act === 'rotate immediately' ? SHORTEST_LEAD : schedule.lead;
          for (const changed of each.act === 'revoke'
            ? []
            : model.keys.filter((now) => now.activeAt !== before.find(({ id }) => id === now.id)?.activeAt))
            expect(changed.activeAt).toBeGreaterThanOrEqual(later(changed.createdAt, lead));
        }
      }),
    );
  });

  it('a key that is not revoked is published until the last token it signed has expired, also on a replica that has not heard of the next', () => {
    fc.assert(
      fc.property(history, ({ steps, lifetime }) => {
        const schedule = scheduleFor(lifetime, SESSION);
        const signedUntil = new Map<number, Instant>();
        let model = START;
        for (const each of steps) {
          const before = model.keys;
          model = step(model, each, schedule);
          for (const delay of [0, KEY_REFRESH_INTERVAL]) {
            const at = later(model.now, delay);
            const signing = activeKey(before, at);
            if (signing) signedUntil.set(signing.id, later(at, LONGEST_TOKEN_LIFETIME));
          }
          if (each.act === 'revoke')
            for (const { id } of before) if (!model.keys.some((kept) => kept.id === id)) signedUntil.delete(id);
          for (const [id, until] of signedUntil) {
            const stored = model.keys.find((candidate) => candidate.id === id);
            if (until > model.now) expect(stored && isPublished(stored, until - 1)).toBe(true);
          }
        }
      }),
    );
  });
});
