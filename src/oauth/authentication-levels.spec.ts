import { acrOf, LEVELS, satisfies, together, upTo } from './authentication-levels.js';

const TWO = 'urn:gatehouse:acr:2fa';

describe('levels of authentication', () => {
  it.each<[string, readonly string[]]>([
    ['1', ['pwd']],
    ['1', ['otp']],
    ['1', ['pwd', 'pin']],
    ['1', ['pop', 'user']],
    ['1', ['hwk', 'otp']],
    ['1', ['somethingelse', 'pwd']],
    ['1', []],
    [TWO, ['pwd', 'otp']],
    [TWO, ['mfa']],
    [TWO, ['pwd', 'fpt']],
    ['phr', ['pwd', 'pop', 'user', 'mfa']],
    ['phr', ['pwd', 'swk']],
    ['phr', ['pop', 'user', 'mfa']],
    ['phrh', ['hwk', 'user', 'mfa']],
    ['phrh', ['pwd', 'hwk']],
  ])('%s is reached by %j', (acr, amr) => {
    expect(acrOf(amr)).toBe(acr);
  });

  it('are an order: a stronger one satisfies a weaker one, never the other way round', () => {
    for (const [strength, level] of LEVELS.entries())
      expect(LEVELS.map((wanted) => satisfies(level, wanted))).toEqual(LEVELS.map((_, wanted) => wanted <= strength));
  });

  it('of others stand for themselves alone', () => {
    expect([satisfies('gold', 'gold'), satisfies('gold', '1'), satisfies('phrh', 'gold'), satisfies('2', '1')]).toEqual(
      [true, false, false, false],
    );
  });

  it('can be reached up to the strongest', () => {
    expect(upTo('1')).toEqual(['1']);
    expect(upTo('phr')).toEqual(['1', TWO, 'phr']);
  });

  it('are told by mfa if methods of different kinds were used together (RFC 8176 §2)', () => {
    expect(together(['pwd'], ['otp'])).toEqual(['pwd', 'otp', 'mfa']);
    expect(together(['pwd'], ['pwd'])).toEqual(['pwd']);
    expect(together(['pop', 'user'], ['otp'])).toEqual(['pop', 'user', 'otp']);
    expect(together(['pwd', 'otp', 'mfa'], ['pop'])).toEqual(['pwd', 'otp', 'mfa', 'pop']);
  });
});
