import { Browser } from './browser.js';
import { PASSWORD, REDIRECT_URI, registerClient, type TestClient, type World } from './world.js';

/** Where a relying party wants the browser back after signing out. */
export const SIGNED_OUT_URI = 'https://rp.example/bye';

/** The ways in which relying parties prove who they are; `none` is a public client. */
export const CLIENT_KINDS = ['client_secret_basic', 'client_secret_post', 'none'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** Registers a relying party that authenticates so. */
export function registerRelyingParty(world: World, kind: ClientKind): Promise<TestClient> {
  return registerClient(world, {
    client_id: `rp-${kind}`,
    client_name: `Relying party (${kind})`,
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [SIGNED_OUT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: kind,
    scope: 'openid profile email offline_access api:read',
  });
}

/** Signs alice in and allows all that is asked. @returns what the browser brings the relying party: an address, or a posted form */
export async function bringBack(
  world: World,
  authorizationUrl: URL,
  browser = new Browser(world.issuer),
): Promise<URL | Request> {
  await browser.get(authorizationUrl.href);
  if (browser.page.url.includes('/login')) await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
  if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
  if (browser.location !== undefined) return new URL(browser.location);
  const { form, html, url } = browser.page;
  if (form?.action !== REDIRECT_URI) throw new Error(`the browser is still at ${url}: ${html}`);
  return new Request(form.action, { method: 'POST', body: new URLSearchParams(form.fields) });
}
