import { type Client, clientOf } from './client.js';

export const DOCS_CLIENT_ID = 'gatehouse-docs';

/** Where the API documentation receives authorization responses. */
export function docsRedirectUri(issuer: string): string {
  return `${issuer}/docs/oauth2-redirect.html`;
}

/** The client as which the API documentation signs people in. It is built in, not stored. @param adminScopes their names */
export function docsClient(issuer: string, adminScopes: Iterable<string>): Client {
  return clientOf(
    DOCS_CLIENT_ID,
    {
      client_name: 'Gatehouse API documentation',
      redirect_uris: [docsRedirectUri(issuer)],
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: ['openid', 'profile', ...adminScopes].join(' '),
      id_token_signed_response_alg: 'RS256',
      first_party: true,
      require_pkce: true,
    },
    [],
  );
}
