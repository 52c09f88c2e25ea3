import { blockSeconds, memorySeconds, retryAfter } from './throttle.js';

describe('throttling', () => {
  it('blocks twice as long each time, at most 15 minutes', () => {
    expect([-3, 0, 1, 2, 9, 10, 1000].map(blockSeconds)).toEqual([0, 0, 2, 4, 512, 900, 900]);
  });

  it('remembers for 15 to 60 minutes, always for longer than it blocks', () => {
    expect([0, 1, 10, 1000].map(memorySeconds)).toEqual([900, 906, 3600, 3600]);
  });

  it('says how long the longest block lasts, in whole seconds', () => {
    expect(retryAfter([], 0)).toBe(0);
    expect(retryAfter([1_000], 1_000)).toBe(0);
    expect(retryAfter([2_001, 1_500], 1_000)).toBe(2);
  });
});
