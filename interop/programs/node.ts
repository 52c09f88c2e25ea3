import type { Program } from '../program.js';
import { guards, signsIn, signsInWithChromium } from '../walks.js';
import { ASKS_NO_USERINFO, SENDS_NEITHER } from './reasons.js';

const PUBLIC = { token_endpoint_auth_method: 'none' };

/** The program is a script of a page. */
function inBrowser(file: string): () => readonly string[] {
  return () => [process.execPath, 'browser-app.mjs', `browser/${file}.ts`];
}

/** Programs on npm; what each does is in the file of its name in `interop/node`. */
export const NODE: readonly Program[] = [
  { name: 'node/openid-client-6', title: 'openid-client 6', versionOf: 'openid-client', walk: signsIn() },
  { name: 'node/openid-client-5', title: 'openid-client 5', versionOf: 'openid-client-5', walk: signsIn() },
  { name: 'node/oauth4webapi', title: 'oauth4webapi', versionOf: 'oauth4webapi', walk: signsIn() },
  {
    name: 'node/next-auth',
    title: 'next-auth 4 (Auth.js)',
    versionOf: 'next-auth',
    client: { redirect_uris: ['/api/auth/callback/gatehouse'], id_token_claims: 'scope' },
    command: ({ port }) => ['node_modules/.bin/next', 'dev', 'next-auth', '--port', String(port)],
    environment: ({ origin }) => ({
      NEXTAUTH_URL: origin,
      NEXTAUTH_SECRET: 'a secret of the app',
      NEXT_TELEMETRY_DISABLED: '1',
    }),
    changed: ['client: `id_token_claims: "scope"`'],
    because: ASKS_NO_USERINFO,
    walk: signsIn({ start: '/api/auth/signin', press: true, afterwards: '/api/auth/session' }),
  },
  {
    name: 'node/better-auth',
    title: 'better-auth, generic OAuth',
    versionOf: 'better-auth',
    client: { redirect_uris: ['/api/auth/callback/gatehouse'] },
    walk: signsIn({ start: '/sign-in' }),
  },
  {
    name: 'node/passport-openidconnect',
    title: 'passport-openidconnect',
    versionOf: 'passport-openidconnect',
    changed: ['`nonce: true`'],
    because: SENDS_NEITHER,
    // What it knows without `skipUserProfile: false` is who, not the name.
    walk: signsIn({ start: '/login', shows: /"id":"[\w-]+"/ }),
  },
  {
    name: 'node/express-openid-connect',
    title: 'express-openid-connect',
    versionOf: 'express-openid-connect',
    changed: ["`authorizationParams: { response_type: 'code' }`"],
    because: 'by default it asks for the implicit flow, which RFC 9700 section 2.1.2 forbids',
    walk: signsIn(),
  },
  { name: 'node/msal-node', title: 'MSAL for Node', versionOf: '@azure/msal-node', walk: signsIn() },
  {
    name: 'node/oidc-client-ts',
    title: 'oidc-client-ts (Chromium)',
    versionOf: 'oidc-client-ts',
    command: inBrowser('oidc-client-ts'),
    client: PUBLIC,
    walk: signsInWithChromium(),
  },
  {
    name: 'node/keycloak-js',
    title: 'keycloak-js (Chromium)',
    versionOf: 'keycloak-js',
    command: inBrowser('keycloak-js'),
    client: { ...PUBLIC, redirect_uris: ['/', '/silent-check-sso.html'] },
    walk: signsInWithChromium(),
  },
  {
    name: 'node/angular-auth-oidc-client',
    title: 'angular-auth-oidc-client (Chromium)',
    versionOf: 'angular-auth-oidc-client',
    command: inBrowser('angular-auth-oidc-client'),
    client: { ...PUBLIC, redirect_uris: ['/'] },
    walk: signsInWithChromium(),
  },
  {
    name: 'node/jwks-rsa',
    title: 'jwks-rsa with express-jwt',
    versionOf: 'jwks-rsa',
    resource: {},
    walk: guards(),
  },
  { name: 'node/node-jose', title: 'node-jose', versionOf: 'node-jose', resource: {}, walk: guards() },
];
