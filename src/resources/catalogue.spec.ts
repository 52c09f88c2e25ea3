import type { AdminScope } from '../admin/admin-scope.js';
import { InvalidTarget } from '../oauth/oauth-error.js';
import { Catalogue } from './catalogue.js';
import { identifierProblem, issuerResource, type Resource, resourceMistakes } from './resource.js';
import { builtInRoles } from './role.js';

const ISSUER = 'https://login.example';
const API: Resource = {
  identifier: 'https://api.example',
  name: 'API',
  scopes: [
    { name: 'api:read', description: 'Read' },
    { name: 'api:admin', description: 'Administer', role: 'admin' },
  ],
  accessTokenLifetime: 300,
};
const OTHER: Resource = {
  identifier: 'urn:other',
  name: 'Other',
  scopes: [{ name: 'other', description: 'Other' }],
  accessTokenLifetime: 900,
};
const ADMIN_SCOPES: readonly AdminScope[] = [
  { name: 'clients:read', description: 'See the registered applications', roles: ['client-manager'] },
  { name: 'clients:write', description: 'Register, change and remove applications', roles: ['client-manager'] },
];
const SERVER = issuerResource(ISSUER, 'Example Corp', ADMIN_SCOPES, builtInRoles(ADMIN_SCOPES));

const catalogue = new Catalogue(SERVER, [API, OTHER]);

describe('the audience of a token (RFC 8707)', () => {
  it.each<[string[], string[], string[], string[], number]>([
    // scope, requested, audience, scope of the token, lifetime
    [['openid', 'api:read'], [], [ISSUER, API.identifier], ['openid', 'api:read'], 300],
    [['api:read'], [], [API.identifier], ['api:read'], 300],
    [['other'], [], ['urn:other'], ['other'], 900],
    [['other', 'openid'], [], ['urn:other', ISSUER], ['other', 'openid'], 600],
    [[], [], [ISSUER], [], 600],
    [['unknown'], [], [ISSUER], ['unknown'], 600],
    [['openid', 'api:read', 'other'], ['urn:other'], ['urn:other'], ['openid', 'other'], 900],
    [['openid', 'clients:read', 'api:read'], [API.identifier], [API.identifier], ['openid', 'api:read'], 300],
    [['clients:read', 'api:read'], [ISSUER], [ISSUER], ['clients:read'], 600],
    [['api:read'], [API.identifier, 'urn:other', API.identifier], [API.identifier, 'urn:other'], ['api:read'], 300],
  ])('of %j for %j is %j with %j', (scope, requested, audience, narrowed, lifetime) => {
    expect(catalogue.audienceOf(scope, requested, 600)).toEqual({
      audience,
      scope: narrowed,
      lifetime,
      format: { alg: 'ES256', typ: 'at+jwt' },
    });
  });

  it.each([
    'https://unknown.example',
    'https://api.example/',
    'https://api.example#x',
    '/relative',
    '',
    'https:',
    'HTTPS://API.EXAMPLE',
    'a b:c',
  ])('is refused for the resource %j', (resource) => {
    expect(() => catalogue.audienceOf(['api:read'], [API.identifier, resource], 600)).toThrow(InvalidTarget);
  });
});

describe('the format of an access token', () => {
  const spring: Resource = { ...OTHER, accessTokenSigningAlg: 'RS256', accessTokenTyp: 'JWT' };
  const of = (scope: string[], others: readonly Resource[]) => new Catalogue(SERVER, others).audienceOf(scope, [], 600);

  it('is what its resource wants, also if it is for the server itself as well', () => {
    expect(of(['openid', 'other'], [API, spring]).format).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(of(['openid'], [API, spring]).format).toEqual({ alg: 'ES256', typ: 'at+jwt' });
  });

  it('cannot be what two resources want differently; what they all say or mean will do', () => {
    expect(() => of(['api:read', 'other'], [API, spring])).toThrow(InvalidTarget);
    const said: Resource = { ...OTHER, accessTokenSigningAlg: 'ES256', accessTokenTyp: 'at+jwt' };
    expect(of(['api:read', 'other'], [API, said]).format).toEqual({ alg: 'ES256', typ: 'at+jwt' });
  });

  it('is no matter of an authorization request, after which a token request may name fewer resources', () => {
    const both = new Catalogue(SERVER, [API, spring]);
    expect(() => both.demandTarget(['api:read', 'other'], [])).not.toThrow();
    expect(() => both.demandTarget(['api:read'], ['urn:unknown'])).toThrow(InvalidTarget);
  });
});

describe('scopes', () => {
  it('need the role that their resource asks for', () => {
    expect(catalogue.permitted(['openid', 'api:read', 'api:admin', 'clients:write', 'gone'], [])).toEqual([
      'openid',
      'api:read',
    ]);
    expect(catalogue.permitted(['api:admin', 'clients:write', 'gone'], ['admin'])).toEqual([
      'api:admin',
      'clients:write',
    ]);
  });

  it('may be for several roles, any one of which will do', () => {
    const shared = { ...API, scopes: [{ name: 'api:admin', description: 'Administer', role: ['a', 'b'] }] };
    const both = new Catalogue(SERVER, [shared]);
    expect([['a'], ['b'], ['c'], []].map((roles) => both.permitted(['api:admin'], roles))).toEqual([
      ['api:admin'],
      ['api:admin'],
      [],
      [],
    ]);
  });

  it('are explained with the resource they belong to, identity scopes without', () => {
    expect(catalogue.describe(['api:admin', 'openid', 'gone', 'clients:read'])).toEqual([
      {
        name: 'api:admin',
        description: 'Administer',
        role: 'admin',
        resource: { identifier: API.identifier, name: 'API' },
      },
      { name: 'openid', description: 'Know who you are', resource: null },
      {
        name: 'clients:read',
        description: expect.any(String),
        role: ['admin', 'client-manager', 'auditor'],
        resource: { identifier: ISSUER, name: 'Example Corp' },
      },
    ]);
  });

  it('of the issuer belong to it, whatever the database says', () => {
    const claims = { ...API, scopes: [{ name: 'openid', description: 'Mine' }] };
    expect(new Catalogue(SERVER, [claims]).audienceOf(['openid'], [], 600).audience).toEqual([ISSUER]);
  });
});

describe('a resource', () => {
  it('is named by an absolute URI without a fragment', () => {
    expect(['https://api.example', 'urn:example:api', 'api://x'].map(identifierProblem)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const wrong of ['api', 'https://a#b', 'https://a b', ''])
      expect([wrong, identifierProblem(wrong)]).toEqual([wrong, expect.any(String)]);
  });

  it.each<[string, Partial<Resource>, string[]]>([
    ['the issuer', { identifier: ISSUER, scopes: [] }, ['/identifier']],
    ['another one’s scope', { scopes: [{ name: 'other', description: 'x' }] }, ['/scopes/other']],
    ['a built-in scope', { scopes: [{ name: 'clients:read', description: 'x' }] }, ['/scopes/clients:read']],
    ['a malformed scope', { scopes: [{ name: 'a b', description: 'x' }] }, ['/scopes/a b']],
    ['an endless description', { scopes: [{ name: 'a/b', description: 'x'.repeat(513) }] }, ['/scopes/a~1b']],
    ['a name with a NUL', { name: 'a\0' }, ['/name']],
    ['a name with half of a surrogate pair', { name: 'a\ud800' }, ['/name']],
    ['such a description', { scopes: [{ name: 'a', description: '\udc00' }] }, ['/scopes/a']],
    ['such a role', { scopes: [{ name: 'a', description: 'x', role: ['a\ud800'] }] }, ['/scopes/a']],
    ['an endless identifier', { identifier: `https://a/${'x'.repeat(512)}`, scopes: [] }, ['/identifier']],
  ])('may not claim %s', (_, change, pointers) => {
    expect(
      resourceMistakes({ ...API, ...change }, catalogue.list(), ISSUER, catalogue).map(({ pointer }) => pointer),
    ).toEqual(pointers);
  });

  it('may be declared again', () => {
    expect(resourceMistakes(API, catalogue.list(), ISSUER, catalogue)).toEqual([]);
  });
});
