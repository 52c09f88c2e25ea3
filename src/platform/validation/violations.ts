import type { Message } from '../texts/message.js';

/** Something wrong in a JSON document: its place (RFC 6901 JSON pointer) and what to change. */
export interface Violation {
  readonly pointer: string;
  readonly detail: string;
  /** The same for the person who fills in a form, as a whole sentence; left out if no form asks for the value. */
  readonly message?: Message;
}

/** What is wrong with a value: what to change, or that and the same for people. */
export type Problem = string | Pick<Violation, 'detail' | 'message'>;

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
export function violationsAt(at: string, problem: Problem | undefined): readonly Violation[] {
  if (problem === undefined) return [];
  return [typeof problem === 'string' ? { pointer: at, detail: problem } : { pointer: at, ...problem }];
}

/** The same violations as seen from a larger document that holds this one at `root`. */
export function within(root: string, violations: readonly Violation[]): readonly Violation[] {
  return violations.map((violation) => ({ ...violation, pointer: root + violation.pointer }));
}

/** As programs read them; the sentences are for people. */
export function withoutMessages(violations: readonly Violation[]): readonly Violation[] {
  return violations.map(({ pointer, detail }) => ({ pointer, detail }));
}
