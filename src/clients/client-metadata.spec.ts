import fc from 'fast-check';
import { type ServerOffer, validateMetadata } from './client-metadata.js';
import { OWN_METADATA } from './metadata/own-metadata.js';
import { UNUSED } from './registered-metadata.js';

const OFFER: ServerOffer = {
  concerns: OWN_METADATA.items,
  grants: ['authorization_code', 'refresh_token', 'client_credentials'].map((grantType) => ({ grantType })),
  authenticationMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  authenticationSigningAlgorithms: ['HS256', 'ES256', 'RS256'],
  signingAlgorithms: ['ES256', 'RS256'],
  keyEncryptionAlgorithms: ['RSA-OAEP-256', 'ECDH-ES'],
  contentEncryptionAlgorithms: ['A128CBC-HS256', 'A128GCM'],
  requestObjectAlgorithms: ['none', 'ES256', 'RS256'],
  subjectTypes: ['public', 'pairwise'],
  redirectUriSchemes: ['cursor'],
  claimSources: { knowsAttribute: () => true, isAdded: () => false },
  administrativeRoles: new Set(['admin']),
  onLoopback: false,
  knowsScope: (name) => ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'api:read'].includes(name),
  isForEveryone: (scope) => scope !== 'api:admin',
};
const WEB_APP = { redirect_uris: ['https://rp.example/cb'] };
const validate = (raw: Parameters<typeof validateMetadata>[0]) => validateMetadata(raw, 'the-id', OFFER);
const violations = (raw: Parameters<typeof validateMetadata>[0]) =>
  validate(raw).violations.map(({ pointer }) => pointer);

describe('client metadata', () => {
  it('is completed by the defaults of RFC 7591 section 2', () => {
    const { metadata, violations, warnings } = validate(WEB_APP);
    expect([violations, warnings]).toEqual([[], []]);
    expect(metadata).toEqual({
      client_name: 'the-id',
      application_type: 'web',
      redirect_uris: ['https://rp.example/cb'],
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'openid profile email address phone offline_access',
      subject_type: 'public',
      id_token_signed_response_alg: 'RS256',
      first_party: false,
    });
  });

  it('gives a client without users neither response types nor scopes', () => {
    const { metadata, violations } = validate({ grant_types: ['client_credentials'] });
    expect([violations, metadata.response_types, metadata.scope]).toEqual([[], [], '']);
  });

  it.each<[string, Parameters<typeof validateMetadata>[0], string[]]>([
    ['authorization_code without a redirect URI', {}, ['/redirect_uris']],
    ['no grant type', { grant_types: [] }, ['/grant_types']],
    ['an unknown grant type', { ...WEB_APP, grant_types: ['authorization_code', 'implicit'] }, ['/grant_types/1']],
    ['an unknown response type', { ...WEB_APP, response_types: ['code', 'token'] }, ['/response_types/1']],
    [
      'code without its grant type',
      { grant_types: ['client_credentials'], response_types: ['code'] },
      ['/response_types'],
    ],
    ['its grant type without code', { ...WEB_APP, response_types: [] }, ['/response_types']],
    [
      'an unknown authentication method',
      { ...WEB_APP, token_endpoint_auth_method: 'tls_client_auth' },
      ['/token_endpoint_auth_method'],
    ],
    ['an unknown algorithm', { ...WEB_APP, id_token_signed_response_alg: 'none' }, ['/id_token_signed_response_alg']],
    [
      'a public client without PKCE',
      { ...WEB_APP, token_endpoint_auth_method: 'none', require_pkce: false },
      ['/require_pkce'],
    ],
    ['a scope that no resource has', { ...WEB_APP, scope: 'openid api:write' }, ['/scope']],
    ['a malformed scope', { ...WEB_APP, scope: 'open"id' }, ['/scope']],
    [
      'a wrong redirect URI among right ones',
      { redirect_uris: ['https://rp.example/cb', 'https://rp.example/#x'] },
      ['/redirect_uris/1'],
    ],
    [
      'a wrong URI after signing out',
      { ...WEB_APP, post_logout_redirect_uris: ['javascript:alert(1)'] },
      ['/post_logout_redirect_uris/0'],
    ],
    [
      'a link that a browser would run',
      { ...WEB_APP, logo_uri: 'javascript:alert(1)', 'tos_uri#de': 'data:x' },
      ['/logo_uri', '/tos_uri#de'],
    ],
    ['an unknown name', { ...WEB_APP, redirect_url: 'x', 'a/b~c': 1 }, ['/redirect_url', '/a~1b~0c']],
    ['a name that the server sets', { ...WEB_APP, registration_access_token: 'x' }, ['/registration_access_token']],
    ['a localized name that is no text', { ...WEB_APP, 'client_name#de': 5 }, ['/client_name#de']],
    ['half of a surrogate pair in one', { ...WEB_APP, 'client_name#de': 'a\ud800' }, ['/client_name#de']],
    [
      'a language that is none',
      { ...WEB_APP, 'client_name#': 'x', 'client_name#not a tag': 'x', 'scope#de': 'x' },
      ['/client_name#', '/client_name#not a tag', '/scope#de'],
    ],
  ])('is refused for %s', (_, raw, pointers) => {
    expect(violations(raw)).toEqual(pointers);
  });

  it.each([true, false, undefined])('keeps what is said of PKCE for a confidential client: %s', (require_pkce) => {
    const { metadata, violations } = validate({ ...WEB_APP, ...(require_pkce === undefined ? {} : { require_pkce }) });
    expect([violations, metadata.require_pkce]).toEqual([[], require_pkce]);
  });

  it('keeps localized names and links', () => {
    const raw = {
      ...WEB_APP,
      client_name: 'App',
      'client_name#de-CH': 'Äpp',
      'policy_uri#fr': 'https://rp.example/fr',
    };
    expect(validate(raw)).toMatchObject({ violations: [], metadata: raw });
  });

  it('keeps registered metadata that is not used, with a warning each', () => {
    const unused = Object.fromEntries([...UNUSED].map((name) => [name, 'x']));
    const { metadata, violations, warnings } = validate({ ...WEB_APP, ...unused });
    expect([violations, warnings.map(({ pointer }) => pointer)]).toEqual([[], [...UNUSED].map((name) => `/${name}`)]);
    expect(metadata).toMatchObject(unused);
  });

  it('treats null as left out', () => {
    const raw = { ...WEB_APP, scope: null, logo_uri: null } as unknown as Parameters<typeof validateMetadata>[0];
    expect(validate(raw).metadata).toEqual(validate(WEB_APP).metadata);
  });

  it('is the same after a second judgement', () => {
    const raw = fc.record(
      {
        redirect_uris: fc.constant(['https://rp.example/cb']),
        client_name: fc.string({ minLength: 1 }),
        grant_types: fc.subarray(['authorization_code', 'refresh_token', 'client_credentials'], { minLength: 1 }),
        token_endpoint_auth_method: fc.constantFrom('client_secret_basic', 'client_secret_post', 'none'),
        scope: fc.subarray(['openid', 'profile', 'api:read']).map((names) => names.join(' ')),
        first_party: fc.boolean(),
        require_pkce: fc.boolean(),
        default_max_age: fc.nat(),
        tls_client_auth_subject_dn: fc.jsonValue(),
        id_token_encrypted_response_alg: fc.constant('RSA-OAEP-256'),
      },
      { requiredKeys: ['redirect_uris'] },
    );
    fc.assert(
      fc.property(raw, (members) => {
        const once = validate(members as Parameters<typeof validateMetadata>[0]);
        expect(validate(once.metadata)).toEqual(once);
      }),
    );
  });

  it('names a mistake for any unknown member, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
        const unknown = Object.fromEntries(Object.entries(members).map(([name, value]) => [`x-${name}`, value]));
        expect(validate({ ...WEB_APP, ...unknown }).violations).toHaveLength(Object.keys(unknown).length);
      }),
    );
  });
});
