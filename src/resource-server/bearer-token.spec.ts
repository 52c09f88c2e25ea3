import { InvalidBearerRequest } from '../oauth/oauth-error.js';
import { type BearerSources, readBearerToken } from './bearer-token.js';

const read = (sources: Partial<BearerSources>) => readBearerToken({ authorization: [], query: {}, ...sources });

describe('the access token of a request', () => {
  it.each(['Bearer abc.def-_~+/==', 'bearer abc.def-_~+/==', 'BEARER   abc.def-_~+/=='])(
    'is read from "%s"',
    (header) => {
      expect(read({ authorization: [header] })).toBe('abc.def-_~+/==');
    },
  );

  it.each([[], ['Basic YTpi'], ['Bearertoken'], ['DPoP abc'], ['']])(
    'is missing if the header is %j',
    (...authorization) => {
      expect(read({ authorization })).toBeUndefined();
    },
  );

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Bearer =a', 'Bearer "a"'])(
    'is refused as malformed: "%s"',
    (header) => {
      expect(() => read({ authorization: [header] })).toThrow(InvalidBearerRequest);
    },
  );

  it('is read from a form if the resource takes it from there', () => {
    expect(read({ form: { access_token: 'abc' } })).toBe('abc');
    expect(read({ form: { other: 'abc' } })).toBeUndefined();
    expect(() => read({ form: { access_token: '' } })).toThrow('must be the access token');
  });

  it('is refused in the query string', () => {
    expect(() => read({ query: { access_token: 'abc' } })).toThrow('not in the query string');
  });

  it('is refused if it comes twice', () => {
    const twice = [
      { authorization: ['Bearer a', 'Bearer a'] },
      { authorization: ['Bearer a'], form: { access_token: 'a' } },
      { form: { access_token: ['a', 'a'] } },
    ];
    for (const sources of twice) expect(() => read(sources)).toThrow('in one way only');
  });
});
