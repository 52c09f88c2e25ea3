/** Whether a path or a method is one that a rule is about; `unclear`: some servers would read it so, others not. */
export type Fit = 'fits' | 'differs' | 'unclear';

/**
 * The path of a request, percent-decoded. Proxies and apps read some paths in different ways: they decode `%2F` or not, decode
 * once or twice, take `\` for `/`, leave out `..`, `//` or what follows `;`. A rule that is right for one reading is a hole
 * for another, so such a path has no reading here.
 * @param uri path and query as they were sent
 * @returns undefined if the path can be read in two ways
 */
export function readPath(uri: string): string | undefined {
  const [sent = ''] = uri.split('?', 1);
  // Encoded slashes and backslashes, and what no address has unless it is encoded (RFC 3986 §2).
  if (!/^\/[\x21-\x7e]*$/.test(sent) || /%2f|%5c|[\\#;]/i.test(sent)) return undefined;
  const path = decoded(sent);
  return path !== undefined && isPlain(path) ? path : undefined;
}

function decoded(sent: string): string | undefined {
  try {
    return decodeURIComponent(sent);
  } catch {
    return undefined;
  }
}

function isPlain(path: string): boolean {
  // Control characters, `;` that was encoded, and what is still encoded.
  if (/[\p{Cc};]|%[0-9a-f]{2}/iu.test(path)) return false;
  // Characters that some servers take for others, such as U+FF0E for a dot.
  if (path.normalize('NFKC') !== path) return false;
  const segments = path.slice(1).split('/');
  const last = segments.length - 1;
  // Windows drops dots and spaces at the end of a name; `.` and `..` are among these.
  return segments.every((each, index) => (each !== '' || index === last) && !/[. ]$/.test(each));
}

/** Whether the path is one of these, or below one. @param path undefined: it can be read in two ways */
export function pathFit(rulePaths: readonly string[], path: string | undefined): Fit {
  if (rulePaths.includes('/')) return 'fits';
  if (path === undefined) return 'unclear';
  if (rulePaths.some((each) => isWithin(path, each))) return 'fits';
  // Some apps take upper and lower case for the same.
  return rulePaths.some((each) => isWithin(folded(path), folded(each))) ? 'unclear' : 'differs';
}

function isWithin(path: string, rulePath: string): boolean {
  return path === rulePath || path.startsWith(`${rulePath}/`);
}

function folded(path: string): string {
  return path.toUpperCase().toLowerCase();
}
