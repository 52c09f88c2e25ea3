import fc from 'fast-check';
import { LONGEST_TOKEN_LIFETIME } from '../oauth/token-lifetime.js';
import { DAY, HOUR, type Instant, after as later, MINUTE } from '../platform/clock.js';
import {
  activeKey,
  advance,
  isPublished,
  KEY_REFRESH_INTERVAL,
  type KeyTimes,
  nextActiveAt,
  type RotationSchedule,
  revoke,
  SHORTEST_LEAD,
  scheduleFor,
  stateOf,
  succeed,
} from './signing-key.js';

const NOW = Date.UTC(2030, 0, 1);
const SESSION = 12 * HOUR;

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

const START: Model = { now: NOW, made: 1, keys: [{ id: 0, createdAt: NOW, activeAt: NOW, expiresAt: null }] };

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
