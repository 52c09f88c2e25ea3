import { isDangerousScheme } from '../oauth/redirect-uri.js';
import { formatScope, parseScope, STANDARD_SCOPES } from '../oauth/scope.js';
import { RoomSettings } from '../platform/config/room-settings.js';
import { Setting } from '../platform/config/setting.js';
import { flag, listOf, oneOf } from '../platform/config/setting-types.js';

/** What the server demands of clients, and what it gives them, beside what each is registered for. */
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
  /** Space-delimited. */
  registrationScope: new Setting<string>(
    {
      name: 'CLIENT_REGISTRATION_SCOPE',
      about:
        'The scopes, separated by spaces, of clients that register themselves and name none; also those of your APIs. One that does not exist or needs a role is left out.',
      fallback: formatScope(Object.keys(STANDARD_SCOPES)),
    },
    readScopes,
  ),
  /** In lower case, without the colon. */
  redirectUriSchemes: new Setting<readonly string[]>(
    {
      name: 'REDIRECT_URI_SCHEMES',
      about:
        'Comma-separated private-use schemes without a dot that redirect URIs may have, such as cursor, vscode. Those with a dot, such as com.example.app, always may (RFC 8252 section 7.1).',
      fallback: [],
    },
    readSchemes,
  ),
});

function readScopes(given: string, wrong: (problem: string) => void): string {
  try {
    return formatScope(parseScope(given));
  } catch (error) {
    wrong(`must list scopes: ${(error as Error).message}`);
    return given;
  }
}

function readSchemes(given: string, wrong: (problem: string) => void): readonly string[] {
  const schemes = listOf(given).map((each) => each.toLowerCase());
  for (const scheme of schemes) {
    if (!/^[a-z][a-z0-9+-]*$/.test(scheme)) wrong(`must list schemes such as cursor, not "${scheme}"`);
    else if (/^https?$/.test(scheme) || isDangerousScheme(scheme)) wrong(`must not list the scheme ${scheme}`);
  }
  return schemes;
}
