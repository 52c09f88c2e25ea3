import { scopeOfClaim } from '../resources/claims/claims-of-scopes.js';
import type { User } from './user.js';
import { claimsFor } from './user-claims.js';

const alice: User = {
  id: 'a1',
  username: 'alice',
  claims: {
    given_name: 'Alice',
    family_name: 'Example',
    email: 'alice@example.com',
    email_verified: true,
    address: { locality: 'Berlin' },
    phone_number: '+49 30 1',
  },
  roles: ['admin'],
  disabled: false,
  updatedAt: 1_700_000_000_999,
};

describe('the claims of a user (OIDC Core §5.4)', () => {
  it('are none for openid alone', () => expect(claimsFor(alice, ['openid', 'offline_access'])).toEqual({}));

  it('follow from each scope', () => {
    expect(claimsFor(alice, ['openid', 'profile'])).toEqual({
      name: 'Alice Example',
      given_name: 'Alice',
      family_name: 'Example',
      preferred_username: 'alice',
      updated_at: 1_700_000_000,
    });
    expect(claimsFor(alice, ['email'])).toEqual({ email: 'alice@example.com', email_verified: true });
    expect(claimsFor(alice, ['address'])).toEqual({ address: { locality: 'Berlin' } });
    expect(claimsFor(alice, ['phone'])).toEqual({ phone_number: '+49 30 1', phone_number_verified: false });
  });

  it('prefer what is stored to what is derived', () => {
    const claims = { ...alice.claims, name: 'Al', preferred_username: 'al' };
    expect(claimsFor({ ...alice, claims }, ['profile'])).toMatchObject({ name: 'Al', preferred_username: 'al' });
  });

  it('leave out what has no value', () => {
    expect(claimsFor({ ...alice, claims: {} }, ['profile', 'email', 'phone', 'address'])).toEqual({
      preferred_username: 'alice',
      updated_at: 1_700_000_000,
    });
  });

  it('are also those that were asked for by name', () => {
    expect(claimsFor(alice, ['email'], ['address', 'given_name', 'nickname'])).toEqual({
      email: 'alice@example.com',
      email_verified: true,
      address: { locality: 'Berlin' },
      given_name: 'Alice',
    });
  });

  it('come in the languages that were asked for', () => {
    const inGerman = { ...alice, claims: { ...alice.claims, 'given_name#de': 'Alicia', nickname: '' } };
    expect(claimsFor(inGerman, [], ['given_name#DE', 'given_name'])).toEqual({
      'given_name#DE': 'Alicia',
      given_name: 'Alice',
    });
    expect(claimsFor(inGerman, [], ['given_name', 'nickname', 'birthdate'], ['de'])).toEqual({ given_name: 'Alicia' });
  });

  it('belong to a scope each, in whatever language', () => {
    const claims = ['name', 'website#de', 'email_verified', 'address#ja', 'phone_number', 'sub', 'toString', ''];
    expect(claims.map(scopeOfClaim)).toEqual([
      'profile',
      'profile',
      'email',
      'address',
      'phone',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
