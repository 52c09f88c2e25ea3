import type { Texts } from '../../platform/texts/texts.js';
import type { BrowserName } from './browser-name.js';

/** A browser and its system in words. */
export function deviceName({ browser: known, system }: BrowserName, text: Texts): string {
  const browser = known ?? text('account.unknown-browser');
  return system === undefined ? browser : text('account.browser-on-system', { browser, system });
}
