import { type Client, clientOf } from './client.js';

export const DOCS_CLIENT_ID = 'gatehouse-docs';

/** Where the API documentation receives authorization responses. */
export function docsRedirectUri(issuer: string): string {
  return `${issuer}/docs/oauth2-redirect.html`;
}

/** The client as which the API documentation signs people in. It is built in, not stored. */
export function docsClient(issuer: string): Client {
  return clientOf(
    DOCS_CLIENT_ID,
    {
      client_name: 'Gatehouse API documentation',
      redirect_uris: [docsRedirectUri(issuer)],
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope:
        'openid profile audit:read clients:read clients:write initial-access-tokens:read initial-access-tokens:write users:read users:write',
      id_token_signed_response_alg: 'RS256',
      first_party: true,
      require_pkce: true,
    },
    [],
  );
}
