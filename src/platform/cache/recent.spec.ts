import { Recent } from './recent.js';

const numbers = (count: number) => Array.from({ length: count }, (_, number) => String(number));

describe('what was remembered', () => {
  it('is found until it is forgotten', () => {
    const recent = new Recent<number>(4);
    expect(recent.find('a')).toBeUndefined();
    for (const value of [1, 2, 3]) recent.remember('a', value);
    expect(recent.find('a')).toBe(3);
    recent.forget('a');
    expect(recent.find('a')).toBeUndefined();
  });

  it('is found as it was remembered last', () => {
    const recent = new Recent<number>(4);
    recent.remember('a', 1);
    recent.remember('b', 2);
    recent.remember('a', 3);
    expect([recent.find('a'), recent.find('b')]).toEqual([3, 2]);
  });

  it('makes room for what comes later: the latest half is there, and never more than all', () => {
    const recent = new Recent<string>(10);
    for (const key of numbers(1_000)) {
      recent.remember(key, key);
      const found = numbers(Number(key) + 1).filter((each) => recent.find(each) === each);
      expect(found.length).toBeLessThanOrEqual(10);
      expect(found.slice(-5)).toEqual(numbers(Number(key) + 1).slice(-5));
    }
  });
});
