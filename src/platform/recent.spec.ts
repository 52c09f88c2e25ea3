import { Recent } from './recent.js';

describe('what was remembered', () => {
  it('is found until it is forgotten', () => {
    const recent = new Recent<number>(2);
    expect(recent.find('a')).toBeUndefined();
    recent.remember('a', 1);
    expect(recent.find('a')).toBe(1);
    recent.forget('a');
    expect(recent.find('a')).toBeUndefined();
  });

  it('makes room for what comes later, that first which was remembered longest ago', () => {
    const recent = new Recent<number>(2);
    for (const [key, value] of Object.entries({ a: 1, b: 2 })) recent.remember(key, value);
    recent.remember('a', 3);
    recent.remember('c', 4);
    expect(['a', 'b', 'c'].map((key) => recent.find(key))).toEqual([3, undefined, 4]);
  });
});
