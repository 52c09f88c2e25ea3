import { Browser } from './browser.js';
import { authorizeUrl, REDIRECT_URI, registerClient, type TestClient, type World } from './world.js';

/** What the authorization endpoint says to one request, before anybody follows. */
export interface FirstAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Where it leads, if anywhere; relative addresses are completed. */
  readonly location: URL | undefined;
  readonly html: string;
}

/** Sends one request and follows nothing. */
export async function visit(world: World, path: string, init: RequestInit = {}): Promise<FirstAnswer> {
  const url = new URL(path, world.issuer);
  const answer = await fetch(url, { ...init, redirect: 'manual', headers: { accept: 'text/html', ...init.headers } });
  const location = answer.headers.get('location');
  return {
    status: answer.status,
    headers: answer.headers,
    location: location === null ? undefined : new URL(location, url),
    html: await answer.text(),
  };
}

/** An authorization request as {@link authorizeUrl} makes it. */
export function ask(world: World, overrides: Readonly<Record<string, string | undefined>> = {}): Promise<FirstAnswer> {
  return visit(world, authorizeUrl(world, overrides));
}

/** The parameters that came back to the client in the query; undefined where the answer leads elsewhere. */
export function returned(
  answer: FirstAnswer,
  redirectUri = 'https://rp.example/cb',
): Record<string, string> | undefined {
  const { location } = answer;
  if (!location || location.origin + location.pathname !== redirectUri) return undefined;
  return Object.fromEntries(location.searchParams);
}

/** What the browser of someone who has signed in, and consented if asked, is answered at once. */
export async function askIn(
  browser: Browser,
  world: World,
  overrides: Readonly<Record<string, string | undefined>> = {},
): Promise<URL> {
  const { location, url } = await browser.get(authorizeUrl(world, overrides));
  return new URL(location ?? url);
}

/** A client of the organisation itself, which has just one redirect URI. */
export function registerOneUriClient(world: World): Promise<TestClient> {
  return registerClient(world, {
    client_id: 'one-uri',
    redirect_uris: [REDIRECT_URI],
    scope: 'openid api:read',
    first_party: true,
  });
}
