import type { Browser } from './browser.js';
import type { Interaction } from './interaction.js';
import { signInAs } from './world.js';

/** A browser that is signed in as alice and then as bob, who is active. */
export async function signedInTwice(world: Interaction): Promise<Browser> {
  const browser = await world.signedIn('alice');
  await signInAs(browser, 'bob');
  return browser;
}

/** Whose account page is shown; undefined if none is. */
export async function activeAccount(browser: Browser): Promise<string | undefined> {
  await browser.get('/account');
  return /class="account"><span class="person"><span[^>]*>.<\/span><span class="who"><bdi>([^<]*)/.exec(
    browser.page.html,
  )?.[1];
}

/** The accounts of the chooser that is shown, in order. */
export function listedAccounts(browser: Browser): readonly string[] {
  return [...browser.page.html.matchAll(/id="account-\d+".*?<span class="who"><bdi>([^<]*)/g)].map(
    ([, name = '']) => name,
  );
}

/** The value of the button by which this account is chosen; empty if there is none. */
export function choiceOf(browser: Browser, name: string): string {
  return (
    new RegExp(`value="([^"]+)"><span[^>]*>.</span><span class="who"><bdi>${name}<`).exec(browser.page.html)?.[1] ?? ''
  );
}

/** The fields of the form that signs out the account listed at this place. */
export function signOutForm(browser: Browser, place: number): Record<string, string> {
  const [, form = ''] = new RegExp(`<form id="sign-out-${place}"[^>]*>(.*?)</form>`).exec(browser.page.html) ?? [];
  return Object.fromEntries(
    [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
}
