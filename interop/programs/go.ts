import type { Program } from '../program.js';
import { guards, signsIn } from '../walks.js';
import { SENDS_NEITHER } from './reasons.js';

const PROXY = 'github.com/oauth2-proxy/oauth2-proxy/v7';

/** Go modules; what each does is in `main.go` of the folder of its name in `interop/go`. */
export const GO: readonly Program[] = [
  { name: 'go/go-oidc', title: 'go-oidc', versionOf: 'github.com/coreos/go-oidc/v3', walk: signsIn() },
  { name: 'go/oauth2', title: 'golang.org/x/oauth2', versionOf: 'golang.org/x/oauth2', walk: signsIn() },
  { name: 'go/zitadel-oidc', title: 'zitadel/oidc', versionOf: 'github.com/zitadel/oidc/v3', walk: signsIn() },
  { name: 'go/cap', title: 'hashicorp/cap (Vault)', versionOf: 'github.com/hashicorp/cap', walk: signsIn() },
  {
    name: 'go/goth',
    title: 'goth',
    versionOf: 'github.com/markbates/goth',
    client: { require_pkce: false },
    changed: ['client: `require_pkce: false`'],
    because: SENDS_NEITHER,
    walk: signsIn(),
  },
  {
    name: 'go/jwx',
    title: 'lestrrat-go/jwx, an API',
    versionOf: 'github.com/lestrrat-go/jwx/v3',
    resource: {},
    walk: guards(),
  },
  {
    name: 'go/oauth2-proxy',
    title: 'oauth2-proxy',
    versionOf: PROXY,
    client: { redirect_uris: ['/oauth2/callback'] },
    command: ({ issuer, origin, port, clientId, clientSecret }) => [
      'bin/oauth2-proxy',
      '--provider=oidc',
      '--code-challenge-method=S256',
      `--oidc-issuer-url=${issuer}`,
      `--client-id=${clientId}`,
      `--client-secret=${clientSecret}`,
      `--redirect-url=${origin}/oauth2/callback`,
      `--http-address=localhost:${port}`,
      '--cookie-secret=0123456789abcdef',
      '--cookie-secure=false',
      '--email-domain=*',
      '--upstream=static://200',
    ],
    changed: ['`--code-challenge-method=S256`'],
    because: SENDS_NEITHER,
    walk: signsIn({ start: '/oauth2/start', afterwards: '/oauth2/userinfo' }),
  },
];
