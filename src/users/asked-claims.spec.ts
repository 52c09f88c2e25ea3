import { Parameters } from '../oauth/parameters.js';
import { askedClaims, scopesOf } from './asked-claims.js';

const asked = (claims: unknown, claims_locales = '') =>
  askedClaims(Parameters.from({ claims: JSON.stringify(claims), claims_locales }), ['openid', 'profile', 'email']);

describe('claims that are asked for by name', () => {
  it('are none without the parameters', () => {
    expect(askedClaims(Parameters.from({ scope: 'openid' }), ['openid', 'profile'])).toBeNull();
    expect(asked({ userinfo: { unknown: null } }, 'de_DE')).toBeNull();
  });

  it('are those of the scopes that the client is registered for, in whatever language', () => {
    const claims = {
      userinfo: { 'name#de': null, address: null, sub: null },
      id_token: { email_verified: null, acr: null },
    };
    const kept = asked(claims, 'de-AT xx_YY de-AT ja');
    expect(kept).toEqual({ userinfo: ['name#de'], idToken: ['email_verified'], locales: ['de-AT', 'ja'] });
    expect(scopesOf(kept)).toEqual(['profile', 'email']);
    expect(scopesOf(asked({}, 'de'))).toEqual([]);
    expect(scopesOf(null)).toEqual([]);
  });
});
