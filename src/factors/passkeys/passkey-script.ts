import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The address of the script for pages on which people use passkeys. */
export const PASSKEY_SCRIPT = '/assets/passkeys.js';

/** The script, after the library that it uses: `@simplewebauthn/browser`. */
export function passkeyScript(): string {
  const script = readFileSync(new URL('./assets/passkeys.client.js', import.meta.url), 'utf8');
  return `${readFileSync(library(), 'utf8')}\n${script}`;
}

/** Beside the program that `bundle.js` made, otherwise in its package. */
function library(): string {
  const bundled = fileURLToPath(new URL('./assets/simplewebauthn.js', import.meta.url));
  if (existsSync(bundled)) return bundled;
  const main = createRequire(import.meta.url).resolve('@simplewebauthn/browser');
  return join(dirname(dirname(main)), 'dist/bundle/index.umd.min.js');
}
