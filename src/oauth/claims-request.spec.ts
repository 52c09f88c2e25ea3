import fc from 'fast-check';
import { readClaimsRequest } from './claims-request.js';
import { InvalidRequest } from './oauth-error.js';

describe('the claims parameter (OIDC Core §5.5)', () => {
  it('says by name where each claim is wanted, and how', () => {
    const text = JSON.stringify({
      userinfo: { given_name: { essential: true }, nickname: null, 'name#de': {} },
      id_token: { acr: { essential: true, values: ['2', '1'] }, sub: { value: 'x' }, auth_time: { value: null } },
    });
    const { userinfo, idToken } = readClaimsRequest(text);
    expect(Object.fromEntries(userinfo)).toEqual({
      given_name: { essential: true, values: undefined },
      nickname: { essential: false, values: undefined },
      'name#de': { essential: false, values: undefined },
    });
    expect(Object.fromEntries(idToken)).toEqual({
      acr: { essential: true, values: ['2', '1'] },
      sub: { essential: false, values: ['x'] },
      auth_time: { essential: false, values: [null] },
    });
  });

  it('left out asks for nothing', () => {
    expect([...readClaimsRequest(undefined).userinfo, ...readClaimsRequest('{}').idToken]).toEqual([]);
  });

  it('keeps a claim called __proto__ a name like any other', () => {
    const { userinfo } = readClaimsRequest('{"userinfo":{"__proto__":{"essential":true}}}');
    expect([...userinfo.keys()]).toEqual(['__proto__']);
  });

  it.each([
    ['nothing', 'must be JSON'],
    ['[]', 'it must be a JSON object'],
    ['{"userinfo":1}', 'userinfo must be a JSON object'],
    ['{"id_token":{"email":1}}', 'id_token.email must be null or a JSON object'],
    ['{"id_token":{"email":{"essential":1}}}', 'id_token.email.essential must be true or false'],
    ['{"id_token":{"email":{"values":1}}}', 'id_token.email.values must be a list'],
  ])('%s is refused, saying what to change', (text, detail) => {
    expect(() => readClaimsRequest(text)).toThrow(detail);
  });

  it('of any other form is refused as an error of the client', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((json) => `{"userinfo":${json}}`),
        ),
        (text) => {
          try {
            readClaimsRequest(text);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidRequest);
          }
        },
      ),
    );
  });
});
