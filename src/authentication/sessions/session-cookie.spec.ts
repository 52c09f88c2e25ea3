import fc from 'fast-check';
import { MOST_ACCOUNTS } from '../accounts/accounts.js';
import { readSecrets, writeSecrets } from './session-cookie.js';

const secret = fc.stringMatching(/^[\w-]{1,43}$/);

describe('the session cookie', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(secret, { minLength: 1, maxLength: MOST_ACCOUNTS }), fc.boolean(), (all, isActive) => {
        const [first, ...others] = all;
        const secrets = isActive ? { active: first, others } : { active: undefined, others };
        expect(readSecrets(writeSecrets(secrets))).toEqual(secrets);
      }),
    );
  });

  it('is empty if there is no session, and then says so', () => {
    expect(writeSecrets({ active: undefined, others: [] })).toBe('');
    for (const none of [undefined, '', '.', '....']) {
      expect(readSecrets(none)).toEqual({ active: undefined, others: [] });
    }
  });

  it('holds one secret if one account is signed in, as it always did', () => {
    expect(writeSecrets({ active: 'a', others: [] })).toBe('a');
  });

  it('yields each secret once and never more than there may be accounts, whatever is sent', () => {
    expect(readSecrets('a.b.a.b..c')).toEqual({ active: 'a', others: ['b', 'c'] });
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 100 }), (text, times) => {
        const { active, others } = readSecrets(`${text}.x`.repeat(times));
        expect(new Set([active, ...others]).size).toBe(others.length + 1);
        expect(others.length).toBeLessThan(MOST_ACCOUNTS);
      }),
    );
  });
});
