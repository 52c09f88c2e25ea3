import type { Browser, Visit } from './browser.js';
import type { SoftwareAuthenticator } from './software-authenticator.js';

/** Where a passkey is added in the account. */
export const ENROL = '/account/factors/passkey';

type Answering = Parameters<SoftwareAuthenticator['use']>[1];

/** What a page's script gets when it asks what to ask the browser for. */
export async function passkeyOptions(browser: Browser, address: string) {
  return JSON.parse((await browser.get(address)).html);
}

/** Adds the passkey of an authenticator to the account that the browser is signed in to. */
export async function addPasskey(
  browser: Browser,
  authenticator: SoftwareAuthenticator,
  answering?: Answering,
): Promise<Visit> {
  const passkey = authenticator.create(await passkeyOptions(browser, `${ENROL}/options`), answering);
  return browser.post(ENROL, { csrf: await csrfOf(browser, ENROL), passkey });
}

/** Signs in by the passkey of an authenticator, without a username. */
export async function signInByPasskey(
  browser: Browser,
  authenticator: SoftwareAuthenticator,
  answering?: Answering,
): Promise<Visit> {
  const passkey = authenticator.use(await passkeyOptions(browser, '/login/passkey'), answering);
  return browser.post('/login', { csrf: await csrfOf(browser, '/login?prompt=login'), passkey });
}

/** The CSRF token of the forms of a page. */
export async function csrfOf(browser: Browser, address: string): Promise<string> {
  const { html } = await browser.get(address);
  const [, token] = /name="csrf" value="([^"]+)"/.exec(html) ?? [];
  if (token === undefined) throw new Error(`there is no form at ${address}: ${html}`);
  return token;
}
