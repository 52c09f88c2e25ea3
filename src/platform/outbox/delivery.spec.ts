import { pauseAfter } from './delivery.js';

describe('a failed delivery', () => {
  it('waits twice as long each time, up to an hour', () => {
    const pauses = [1, 2, 3, 10, 11, 14].map((attempts) => pauseAfter(attempts, 0));
    expect(pauses).toEqual([5, 10, 20, 2560, 3600, 3600]);
  });

  it('is spread by chance over the second half of its pause', () => {
    expect(pauseAfter(3, 1)).toBe(10);
    expect(pauseAfter(3, 0.5)).toBe(15);
  });

  it('is given up after some hours', () => {
    expect(pauseAfter(15, 0)).toBeUndefined();
    const total = Array.from({ length: 14 }, (_, failed) => pauseAfter(failed + 1, 0) ?? 0).reduce((a, b) => a + b);
    expect(total / 3600).toBeCloseTo(5.4, 1);
  });
});
