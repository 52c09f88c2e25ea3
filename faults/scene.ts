import { createHash } from 'node:crypto';

/** A client of the server under test. */
export interface App {
  readonly id: string;
  readonly secret: string;
}

export const WEB_APP: App = { id: 'faults-web-app', secret: 'secret-of-the-web-app-0123456789-abcdefgh' };

/** Calls the admin API for itself. */
export const OPERATOR: App = { id: 'faults-operator', secret: 'secret-of-the-operator-0123456789-abcdefg' };

export const REDIRECT_URI = 'https://rp.example/cb';
const SCOPE = 'openid profile offline_access api:read';
export const PASSWORD = 'correct horse battery staple';

/** RFC 7636 appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export const ENCRYPTION_SECRET = 'only-for-the-faults-0123456789-abcdefghij';

/** People whose browsers make the load. */
export const PEOPLE = Array.from({ length: 10 }, (_, index) => `person${index}`);

/** Signs in after a fault, to see whether a whole flow works again. */
export const NEWCOMER = 'newcomer';

/** Milliseconds: the defaults of the server, which the judge counts with. */
export const CODE_LIFETIME = 60_000;
export const GRACE = 30_000;

const OPERATOR_SCOPE = [
  'users:read users:write roles:read roles:write sessions:write consents:write',
  'audit:read keys:read keys:write clients:read',
].join(' ');

export const BOOTSTRAP = {
  resources: [{ identifier: 'https://api.example.com', name: 'Example API', scopes: { 'api:read': 'Read your data' } }],
  clients: [
    {
      client_id: WEB_APP.id,
      client_secret: WEB_APP.secret,
      client_name: 'Faults',
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: SCOPE,
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: OPERATOR.id,
      client_secret: OPERATOR.secret,
      client_name: 'Operator',
      redirect_uris: [],
      grant_types: ['client_credentials'],
      response_types: [],
      scope: OPERATOR_SCOPE,
    },
  ],
  users: [...PEOPLE, NEWCOMER].map((username) => ({ username, password: PASSWORD, email: `${username}@example.com` })),
};

/** Path and query of an authorization request of the web app. */
export function authorizationPath(extra: Readonly<Record<string, string>> = {}): string {
  const query = {
    response_type: 'code',
    client_id: WEB_APP.id,
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...extra,
  };
  return `/oauth2/authorize?${new URLSearchParams(query)}`;
}
