import { setImmediate as nextTurn } from 'node:timers/promises';
import { TurnBatch } from './turn-batch.js';

describe('work of one turn of the event loop', () => {
  it('is done in the order it came up, at the end of the turn', async () => {
    const batch = new TurnBatch();
    const done: number[] = [];
    for (const each of [1, 2, 3]) batch.add(() => done.push(each));
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toEqual([1, 2, 3]);
  });

  it('does not wait for more than 31 other pieces', async () => {
    const batch = new TurnBatch();
    const done: number[] = [];
    for (let each = 1; each <= 33; each++) batch.add(() => done.push(each));
    expect(done).toHaveLength(32);
    await nextTurn();
    expect(done).toHaveLength(33);
  });

  it('may bring about more, which is done one turn later', async () => {
    const batch = new TurnBatch();
    const done: string[] = [];
    batch.add(() => {
      done.push('first');
      batch.add(() => done.push('second'));
    });
    await nextTurn();
    expect(done).toEqual(['first']);
    await nextTurn();
    expect(done).toEqual(['first', 'second']);
  });
});
