import { Secret, TOTP } from 'otpauth';
import type { Browser } from './browser.js';

/** The code that an app with this key shows. @param key base32, with or without spaces */
export function codeAt(key: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) }).generate({ timestamp: now });
}

/** The key that the page shows by which an app is set up. */
export function shownKey({ page }: Browser): string {
  return /id="totp-key">([^<]+)</.exec(page.html)?.[1] ?? '';
}

/** The recovery codes that the page shows. */
export function shownRecoveryCodes({ page }: Browser): readonly string[] {
  return [...page.html.matchAll(/<li><code>([^<]+)</g)].map(([, code = '']) => code);
}
