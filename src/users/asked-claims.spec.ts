import { Parameters } from '../oauth/parameters.js';
import { ClaimMappings } from '../resources/claims/claim-mapping.js';
import { askedClaims, scopesOf } from './asked-claims.js';

const MAPPINGS = [
  { claim: 'department', from: 'attributes.department' },
  { claim: 'phone', from: 'phone_number' },
  { claim: 'mail', from: 'email' },
];
const client = {
  scope: ['openid', 'profile', 'email'],
  firstParty: false,
  claimMappings: ClaimMappings.of(MAPPINGS, ['userinfo']),
};

const asked = (claims: unknown, claims_locales = '', by = client) =>
  askedClaims(Parameters.from({ claims: JSON.stringify(claims), claims_locales }), by);

describe('claims that are asked for by name', () => {
  it('are none without the parameters', () => {
    expect(askedClaims(Parameters.from({ scope: 'openid' }), client)).toBeNull();
    expect(asked({ userinfo: { unknown: null } }, 'de_DE')).toBeNull();
  });

  it('are those of the scopes that the client is registered for, in whatever language', () => {
    const claims = {
      userinfo: { 'name#de': null, address: null, sub: null },
      id_token: { email_verified: null, acr: null },
    };
    const kept = asked(claims, 'de-AT xx_YY de-AT ja');
    expect(kept).toEqual({ userinfo: ['name#de'], idToken: ['email_verified'], locales: ['de-AT', 'ja'] });
    expect(scopesOf(kept, client)).toEqual(['profile', 'email']);
    expect(scopesOf(asked({}, 'de'), client)).toEqual([]);
    expect(scopesOf(null, client)).toEqual([]);
  });

  it('are those that an administrator maps for the client too, as the scope of what they are made of', () => {
    const claims = { id_token: { department: null, phone: null, mail: null, phone_number: null } };
    const kept = asked(claims);
    expect(kept?.idToken).toEqual(['department', 'mail']);
    expect(scopesOf(kept, client)).toEqual(['email']);
    expect(asked(claims, '', { ...client, firstParty: true })?.idToken).toEqual(['department', 'phone', 'mail']);
  });
});
