/** Something wrong in a JSON document: where (RFC 6901 JSON pointer) and what to change. */
export interface Mistake {
  readonly pointer: string;
  readonly detail: string;
}

/** Every mistake of one document at once. */
export class Mistakes extends Error {
  constructor(readonly mistakes: readonly Mistake[]) {
    super(mistakes.map(({ pointer, detail }) => `${pointer || 'the document'} ${detail}`).join('; '));
    this.name = 'Mistakes';
  }
}

/** @throws Mistakes where there are any */
export function throwMistakes(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new Mistakes(mistakes);
}

/** The pointer to a member: the names from the root down, escaped (RFC 6901 §3). */
export function pointer(...names: readonly (string | number)[]): string {
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The mistake at this place, where there is one. */
export function mistakesAt(at: string, detail: string | undefined): readonly Mistake[] {
  return detail === undefined ? [] : [{ pointer: at, detail }];
}

/** The same mistakes as seen from a larger document that holds this one at `root`. */
export function within(root: string, mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.map((mistake) => ({ pointer: root + mistake.pointer, detail: mistake.detail }));
}
