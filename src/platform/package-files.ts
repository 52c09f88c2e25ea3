import { readFileSync } from 'node:fs';

/** Seen from this file, and from the bundle that it becomes a part of: both stand two folders deep. */
const PACKAGE = new URL('../../', import.meta.url);

/** A JSON file that the package brings beside its code. @param path from the top of the package */
export function packageFile(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, PACKAGE), 'utf8'));
}
