import { closeSync, fchmodSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';

/** Prints a JSON document, or writes it to a file that only its owner can read, also where the file was there before. */
export function writeDocument(document: object, path: string | undefined): void {
  const text = JSON.stringify(document, null, 2);
  if (path === undefined) {
    console.log(text);
    return;
  }
  const file = openSync(path, 'a', 0o600);
  try {
    fchmodSync(file, 0o600);
    ftruncateSync(file);
    writeFileSync(file, `${text}\n`);
  } finally {
    closeSync(file);
  }
}
