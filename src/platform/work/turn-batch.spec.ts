import { setImmediate as nextTurn } from 'node:timers/promises';
import { TurnBatch } from './turn-batch.js';

describe('work of one turn of the event loop', () => {
  it('is done in the order it came up, at the end of the turn', async () => {
    const together = new TurnBatch();
    const done: number[] = [];
    for (const each of [1, 2, 3]) together.add(() => done.push(each));
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toEqual([1, 2, 3]);
  });

  it('does not wait for more than 31 other pieces', async () => {
    const together = new TurnBatch();
    const done: number[] = [];
    for (let each = 1; each <= 33; each++) together.add(() => done.push(each));
    expect(done).toHaveLength(32);
    await nextTurn();
    expect(done).toHaveLength(33);
  });

  it('may bring about more, which is done one turn later', async () => {
    const together = new TurnBatch();
    const done: string[] = [];
    together.add(() => {
      done.push('first');
      together.add(() => done.push('second'));
    });
    await nextTurn();
    expect(done).toEqual(['first']);
    await nextTurn();
    expect(done).toEqual(['first', 'second']);
  });

  it('goes on step by step together if it waits for something', async () => {
    const together = new TurnBatch();
    const steps: string[] = [];
    const work = async (name: string) => {
      await together.turn();
      steps.push(`${name}1`);
      await Promise.resolve();
      steps.push(`${name}2`);
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    expect(steps).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });
});
