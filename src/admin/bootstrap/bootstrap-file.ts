import { pointer, type Violation } from '../../platform/validation/violations.js';

/** A part of the file and its place (RFC 6901 JSON pointer). */
export interface Entry<T> {
  readonly at: string;
  readonly value: T;
}

/** The bootstrap file, an object, beside what its schema finds wrong in it. */
export class BootstrapFile {
  constructor(
    readonly document: Readonly<Record<string, unknown>>,
    private readonly schemaViolations: readonly Violation[],
  ) {}

  /** All entries of a list, right or wrong. */
  list(name: string): readonly unknown[] {
    const list = this.document[name];
    return Array.isArray(list) ? list : [];
  }

  /** The entries of a list in which the schema finds nothing wrong. */
  entries<T>(name: string): readonly Entry<T>[] {
    const entries = this.list(name).map((value, index) => ({ at: pointer(name, index), value: value as T }));
    return entries.filter(({ at }) => this.isSound(at));
  }

  /** A member of the file; undefined if it is not there, or if the schema finds something wrong anywhere in it. */
  member<T>(name: string): T | undefined {
    return this.isSound(pointer(name)) ? (this.document[name] as T | undefined) : undefined;
  }

  private isSound(at: string): boolean {
    return !this.schemaViolations.some((violation) => isAtOrBelow(violation.pointer, at));
  }
}

/** Whether a place in the document is another one, or below it. */
export function isAtOrBelow(at: string, above: string): boolean {
  return at === above || at.startsWith(`${above}/`);
}

/** What is said twice. @param name the member by which entries are told apart */
export function duplicates<T>(
  entries: readonly Entry<T>[],
  name: string,
  keyOf: (value: T) => string,
): readonly Violation[] {
  const seen = new Map<string, string>();
  return entries.flatMap(({ at, value }) => {
    const first = seen.get(keyOf(value));
    if (first === undefined) seen.set(keyOf(value), at);
    return first === undefined ? [] : [{ pointer: at + pointer(name), detail: `is that of ${first} already` }];
  });
}
