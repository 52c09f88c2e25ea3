import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: what `CHROMIUM_PATH` names, or one of the usual places; undefined where there is none. */
export const chromiumPath = [process.env['CHROMIUM_PATH'], ...USUAL].find(
  (path) => path !== undefined && existsSync(path),
);

/**
 * `describe`, or `describe.skip` where no Chromium is found.
 * @throws Error instead of skipping where `CI=true`
 */
export function describeInChromium(name: string, tests: () => void): void {
  if (chromiumPath === undefined && process.env['CI'] === 'true')
    throw new Error('no Chromium was found: set CHROMIUM_PATH');
  if (chromiumPath === undefined)
    console.warn(`no Chromium was found, so the tests of ${name} are skipped: set CHROMIUM_PATH`);
  (chromiumPath === undefined ? describe.skip : describe)(name, tests);
}
