import { Unmapped } from '../unmapped.js';
import { keycloakClient } from './keycloak-client.js';

const WEB_APP = {
  clientId: 'shop',
  name: 'The shop',
  protocol: 'openid-connect',
  enabled: true,
  publicClient: false,
  clientAuthenticatorType: 'client-secret',
  standardFlowEnabled: true,
  directAccessGrantsEnabled: true,
  serviceAccountsEnabled: true,
  rootUrl: 'https://shop.example',
  baseUrl: '/home',
  redirectUris: ['/cb', 'https://shop.example/*', 'https://other.example/cb'],
  attributes: {
    'post.logout.redirect.uris': 'https://shop.example/bye##+',
    'backchannel.logout.url': 'https://shop.example/logout',
  },
  defaultClientScopes: ['web-origins', 'profile', 'roles', 'custom'],
  optionalClientScopes: ['offline_access'],
};

function mapped(client: object, realm: object = {}): { client: object | undefined; unmapped: readonly string[] } {
  const unmapped = new Unmapped();
  const problem = (name: string) =>
    ['openid', 'profile', 'offline_access'].includes(name) ? undefined : 'is not here';
  const result = keycloakClient({ ...client }, { ...realm }, problem, unmapped);
  return { client: result, unmapped: unmapped.list().map(({ what }) => what) };
}

describe('a client of Keycloak', () => {
  it('is the same client here, as far as it goes', () => {
    expect(mapped(WEB_APP)).toEqual({
      client: {
        client_id: 'shop',
        client_name: 'The shop',
        redirect_uris: ['https://shop.example/cb', 'https://other.example/cb'],
        post_logout_redirect_uris: ['https://shop.example/bye', 'https://shop.example/cb', 'https://other.example/cb'],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: 'client_secret_basic',
        require_pkce: false,
        scope: 'openid profile offline_access',
        first_party: true,
        backchannel_logout_uri: 'https://shop.example/logout',
      },
      unmapped: [
        'redirect URI https://shop.example/* of client shop',
        'direct access grants of client shop',
        'scope custom of client shop',
      ],
    });
  });

  it('that is public must use PKCE here', () => {
    const { client } = mapped({ ...WEB_APP, publicClient: true, serviceAccountsEnabled: false, consentRequired: true });
    expect(client).toMatchObject({ token_endpoint_auth_method: 'none', first_party: false });
    expect(client).not.toHaveProperty('require_pkce');
  });

  it('brings its keys', () => {
    const attributes = { 'use.jwks.url': 'true', 'jwks.url': 'https://shop.example/jwks' };
    expect(mapped({ ...WEB_APP, clientAuthenticatorType: 'client-jwt', attributes }).client).toMatchObject({
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: 'https://shop.example/jwks',
    });
  });

  it('whose keys cannot be read is named', () => {
    const attributes = { 'use.jwks.string': 'true', 'jwks.string': '{"keys":[' };
    const { client, unmapped } = mapped({ ...WEB_APP, clientAuthenticatorType: 'client-jwt', attributes });
    expect(client).not.toHaveProperty('jwks');
    expect(unmapped).toContain('the keys (jwks.string) of client shop');
  });

  it.each([
    ['speaks SAML', { protocol: 'saml' }],
    ['only receives tokens', { bearerOnly: true }],
    ['is disabled', { enabled: false }],
    ['authenticates by certificate', { clientAuthenticatorType: 'client-x509' }],
    ['uses other flows only', { standardFlowEnabled: false, serviceAccountsEnabled: false }],
  ])('that %s is named as not mapped', (_what, change) => {
    expect(mapped({ ...WEB_APP, ...change })).toEqual({ client: undefined, unmapped: ['client shop'] });
  });

  it('that every realm has for itself is not worth a word', () => {
    expect(mapped({ ...WEB_APP, clientId: 'account-console' })).toEqual({ client: undefined, unmapped: [] });
  });
});
