import { RoomSettings } from '../platform/config/room-settings.js';
import { flag, oneOf } from '../platform/config/setting-types.js';

/** What the server demands of clients, beside what each is registered for. */
export const CLIENT_SETTINGS = new RoomSettings('clients', {
  requirePkce: oneOf(
    {
      name: 'REQUIRE_PKCE',
      about:
        'Of whom PKCE is required, beside clients with `require_pkce: true`: public, of public clients and of those that registered themselves, while others may send the scope openid with a nonce instead (OAuth 2.1); always, of every client in every request.',
      fallback: 'public',
    },
    ['public', 'always'],
  ),
  strictAuthentication: flag({
    name: 'STRICT_CLIENT_AUTHENTICATION',
    about:
      'Whether every client has to authenticate by exactly the method that it is registered for, as those with `strict_client_authentication: true` do. With false, client_secret_basic and client_secret_post stand in for each other.',
    fallback: false,
  }),
});
