/** Something wrong in a JSON document: its place (RFC 6901 JSON pointer) and what to change. */
export interface Violation {
  readonly pointer: string;
  readonly detail: string;
}

/** Every violation of one document at once. */
export class Violations extends Error {
  constructor(readonly violations: readonly Violation[]) {
    super(violations.map(({ pointer, detail }) => `${pointer || 'the document'} ${detail}`).join('; '));
    this.name = 'Violations';
  }
}

/** @throws Violations if there are any */
export function throwViolations(violations: readonly Violation[]): void {
  if (violations.length > 0) throw new Violations(violations);
}

/** The pointer to a member: the names from the root down, escaped (RFC 6901 §3). */
export function pointer(...names: readonly (string | number)[]): string {
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The violation at this place, if there is one. */
export function violationsAt(at: string, detail: string | undefined): readonly Violation[] {
  return detail === undefined ? [] : [{ pointer: at, detail }];
}

/** The same violations as seen from a larger document that holds this one at `root`. */
export function within(root: string, violations: readonly Violation[]): readonly Violation[] {
  return violations.map((violation) => ({ pointer: root + violation.pointer, detail: violation.detail }));
}
