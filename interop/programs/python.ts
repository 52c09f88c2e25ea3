import { join } from 'node:path';
import type { Place, Program } from '../program.js';
import { ROOT } from '../running.js';
import { guards, signsIn, signsInWithChromium } from '../walks.js';
import { ASKS_NO_USERINFO, SENDS_NEITHER } from './reasons.js';

/** JupyterHub starts configurable-http-proxy, which is on npm. */
function environmentOfHub({ port }: Place): Readonly<Record<string, string>> {
  const path = `${join(ROOT, 'interop/node/node_modules/.bin')}:${process.env.PATH}`;
  return { PATH: path, HUB_PORT: String(port + 1), PROXY_API_PORT: String(port + 2) };
}

/** Programs on PyPI; what each does is in `app.py` of the folder of its name in `interop/python`. */
export const PYTHON: readonly Program[] = [
  {
    name: 'python/authlib',
    title: 'Authlib with Flask',
    versionOf: 'authlib',
    walk: signsIn(),
  },
  {
    name: 'python/mozilla-django-oidc',
    title: 'mozilla-django-oidc',
    versionOf: 'mozilla-django-oidc',
    client: { redirect_uris: ['/oidc/callback/'] },
    walk: signsIn({ start: '/oidc/authenticate/' }),
  },
  {
    name: 'python/django-allauth',
    title: 'django-allauth',
    versionOf: 'django-allauth',
    client: { redirect_uris: ['/accounts/oidc/gatehouse/login/callback/'] },
    changed: ['`OAUTH_PKCE_ENABLED`'],
    because: SENDS_NEITHER,
    walk: signsIn({ start: '/accounts/oidc/gatehouse/login/', press: true }),
  },
  {
    name: 'python/flask-appbuilder',
    title: 'Flask-AppBuilder (Airflow, Superset)',
    versionOf: 'flask-appbuilder',
    client: { redirect_uris: ['/oauth-authorized/gatehouse'] },
    walk: signsIn({ start: '/login/gatehouse' }),
  },
  {
    name: 'python/pgadmin',
    title: 'pgAdmin (Chromium)',
    versionOf: 'pgadmin4',
    client: { redirect_uris: ['/oauth2/authorize'], id_token_claims: 'scope' },
    changed: ['client: `id_token_claims: "scope"`'],
    because: ASKS_NO_USERINFO,
    walk: signsInWithChromium({ press: 'Gatehouse' }),
  },
  {
    name: 'python/streamlit',
    title: 'Streamlit (Chromium)',
    versionOf: 'streamlit',
    client: { redirect_uris: ['/oauth2callback'], id_token_claims: 'scope' },
    changed: ['client: `id_token_claims: "scope"`'],
    because: ASKS_NO_USERINFO,
    command: () => ['.venv/bin/python', 'start.py'],
    walk: signsInWithChromium(),
  },
  {
    name: 'python/oauthenticator',
    title: 'OAuthenticator of JupyterHub',
    versionOf: 'oauthenticator',
    client: { redirect_uris: ['/hub/oauth_callback'] },
    command: () => ['.venv/bin/jupyterhub', '--config', 'jupyterhub_config.py'],
    environment: environmentOfHub,
    walk: signsIn({ ready: '/hub/health', start: '/hub/oauth_login', shows: /alice/ }),
  },
  {
    name: 'python/fastapi',
    title: 'FastAPI with PyJWT, an API',
    versionOf: 'pyjwt',
    resource: {},
    walk: guards(),
  },
  {
    name: 'python/django-oauth-toolkit',
    title: 'django-oauth-toolkit, an API',
    versionOf: 'django-oauth-toolkit',
    resource: { identifier: '/' },
    walk: guards({ refusal: 403 }),
  },
];
