import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ChainWalk, EMPTY, extend, macOf } from './chain.js';
import type { SealedEvent, StoredEvent } from './stored-event.js';

const KEY = randomBytes(32);

function event(index: number): StoredEvent {
  const known = { actor: 'an actor', clientId: null, address: '192.0.2.1', requestId: null };
  return { id: `event-${index}`, at: index, type: 'act', ...known, details: '{}', sequence: null, hash: null };
}

/** A chain of so many events. */
function chain(length: number, key = KEY): readonly SealedEvent[] {
  const events = Array.from({ length }, (_, index) => event(index + 1));
  const { seals } = extend(EMPTY, events, key);
  return events.map((each, index) => ({
    ...each,
    ...(seals[index] as { id: string; sequence: number; hash: string }),
  }));
}

function faultOf(events: readonly SealedEvent[]) {
  const walk = new ChainWalk(EMPTY, KEY);
  for (const each of events) {
    const fault = walk.step(each);
    if (fault) return fault;
  }
  return undefined;
}

describe('a chain of events', () => {
  it('is whole as it was made, and may be made in parts', () => {
    const whole = chain(5);
    const first = extend(EMPTY, whole.slice(0, 2), KEY);
    const rest = extend(first.anchor, whole.slice(2), KEY);
    expect([...first.seals, ...rest.seals].map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
    expect(faultOf(whole)).toBeUndefined();
    expect(rest.anchor).toEqual({ ...EMPTY, lastSequence: 5, lastHash: whole[4]?.hash });
  });

  it.each([
    { type: 'other' },
    { at: 99 },
    { actor: null },
    { actor: '' },
    { clientId: 'an actor' },
    { address: '192.0.2.2' },
    { requestId: '' },
    { details: '{ }' },
    { id: 'event-9' },
    { hash: 'x' },
  ])('shows the event of which %j was changed', (change) => {
    const events = chain(5).map((each, index) => (index === 2 ? { ...each, ...change } : each));
    expect(faultOf(events)).toMatchObject({ sequence: 3, problem: expect.stringContaining('not what was sealed') });
  });

  it('shows what was removed, exchanged or added', () => {
    const events = chain(5);
    expect(faultOf(events.filter(({ sequence }) => sequence !== 3))).toEqual({ sequence: 3, problem: 'is missing' });
    const places = [1, 4, 3, 2, 5];
    const swapped = events.map((each, index) => ({ ...each, sequence: places[index] as number }));
    expect(faultOf(swapped.toSorted((a, b) => a.sequence - b.sequence))).toMatchObject({ sequence: 2, id: 'event-4' });
    const twice = events.toSpliced(3, 0, { ...(events[2] as SealedEvent), id: 'forged' });
    expect(faultOf(twice)).toMatchObject({ sequence: 3, id: 'forged' });
  });

  it('cannot be made again without the key', () => {
    expect(faultOf(chain(5, randomBytes(32)))).toMatchObject({ sequence: 1 });
    expect(macOf(EMPTY, KEY)).not.toBe(macOf(EMPTY, randomBytes(32)));
  });

  it('is broken by any change of any text', () => {
    const texts = fc.record({ type: fc.string(), actor: fc.option(fc.string()), details: fc.string() });
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const [sealed] = extend(EMPTY, [{ ...event(1), ...before }], KEY).seals;
        const stored = { ...event(1), ...after, ...(sealed as { id: string; sequence: number; hash: string }) };
        const same = JSON.stringify(before) === JSON.stringify(after);
        expect(new ChainWalk(EMPTY, KEY).step(stored) === undefined).toBe(same);
      }),
    );
  });
});
