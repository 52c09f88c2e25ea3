import { digest, generateIdentifier, generateSecret, matchesDigest } from './secrets.js';

describe('identifiers', () => {
  it('are all different, and none looks like an option of a command, as some secrets do', () => {
    const many = <T>(make: () => T) => Array.from({ length: 2_000 }, () => make());
    const identifiers = many(() => generateIdentifier());
    expect(new Set(identifiers).size).toBe(2_000);
    expect(identifiers.filter((each) => each.startsWith('-'))).toEqual([]);
    expect(many(() => generateSecret()).some((each) => each.startsWith('-'))).toBe(true);
  });
});

describe('a digest', () => {
  it.each([
    ['a', digest('a'), true],
    ['b', digest('a'), false],
    ['', digest(''), true],
    ['', undefined, false],
    ['', null, false],
    ['a', undefined, false],
  ])('of %j compared with %j: %s', (secret, stored, expected) => {
    expect(matchesDigest(secret, stored)).toBe(expected);
  });
});
