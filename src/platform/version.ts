import { packageFile } from './package-files.js';

/** The version of this program. */
export const { version: VERSION } = packageFile('package.json') as { version: string };
