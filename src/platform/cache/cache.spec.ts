import { TestClock } from '../clock.spec-support.js';
import { Cache } from './cache.js';

describe('the cache', () => {
  const source = new Map<string, string>();
  let clock: TestClock;
  let loads: string[];
  let cache: Cache<string>;

  beforeEach(() => {
    source.clear();
    clock = new TestClock();
    loads = [];
    const load = async (key: string) => {
      loads.push(key);
      if (key === 'broken') throw new Error('broken');
      return source.get(key);
    };
    cache = new Cache(clock, { load, staleness: 1000, capacity: 2 });
  });

  it('loads a value once, and again when it may be stale', async () => {
    source.set('a', '1');
    expect(await cache.get('a')).toBe('1');
    source.set('a', '2');
    clock.pass(0.999);
    expect(await cache.get('a')).toBe('1');
    clock.pass(0.001);
    expect(await cache.get('a')).toBe('2');
  });

  it('loads a value again if the clock was set back', async () => {
    source.set('a', '1');
    expect(await cache.get('a')).toBe('1');
    source.set('a', '2');
    clock.pass(-0.001);
    expect(cache.peek('a')).toBeUndefined();
    expect(await cache.get('a')).toBe('2');
  });

  it('shares one load among those who ask at the same time', async () => {
    source.set('a', '1');
    expect(await Promise.all(Array.from({ length: 50 }, () => cache.get('a')))).toEqual(Array(50).fill('1'));
    expect(loads).toEqual(['a']);
  });

  it('has at hand what was loaded, until it may be stale or is to be forgotten', async () => {
    source.set('a', '1');
    expect(cache.peek('a')).toBeUndefined();
    const loading = cache.get('a');
    expect(cache.peek('a')).toBeUndefined();
    await loading;
    expect(cache.peek('a')).toBe('1');
    cache.forget('a');
    expect(cache.peek('a')).toBeUndefined();
    await cache.get('a');
    clock.pass(1);
    expect([cache.peek('a'), loads]).toEqual([undefined, ['a', 'a']]);
  });

  it('remembers neither what is missing nor a failure', async () => {
    expect(await cache.get('a')).toBeUndefined();
    source.set('a', '1');
    expect(await cache.get('a')).toBe('1');
    await expect(cache.get('broken')).rejects.toThrow('broken');
    await expect(cache.get('broken')).rejects.toThrow('broken');
    expect(loads).toEqual(['a', 'a', 'broken', 'broken']);
  });

  it('does not keep what was being loaded when it was told to forget', async () => {
    source.set('a', '1');
    const early = cache.get('a');
    cache.forget('a');
    source.set('a', '2');
    expect([await early, await cache.get('a'), await cache.get('a'), loads.length]).toEqual(['1', '2', '2', 2]);
  });

  it('makes room by dropping what was used longest ago', async () => {
    for (const key of ['a', 'b', 'c']) source.set(key, key);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(key);
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('never keeps more than its capacity', async () => {
    const keys = Array.from({ length: 100 }, (_, number) => String(number));
    for (const key of keys) source.set(key, key);
    for (const key of keys) await cache.get(key);
    expect(keys.filter((key) => cache.peek(key) !== undefined)).toEqual(['98', '99']);
  });
});
