import { RoomSettings } from '../platform/config/room-settings.js';
import { oneOf } from '../platform/config/setting-types.js';

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
});
