import type { Transaction } from '../../platform/database/database.js';
import { throwViolations, type Violation, Violations, within } from '../../platform/validation/violations.js';
import { isAtOrBelow } from './bootstrap-file.js';
import type { Remembered } from './remembered.js';

/** One application of a bootstrap file, in its transaction. */
export class BootstrapRun {
  private readonly found: Violation[];
  private readonly warned: Violation[] = [];

  /** @param known what was found wrong in the file before */
  constructor(
    readonly transaction: Transaction,
    readonly remembered: Remembered,
    known: readonly Violation[],
  ) {
    this.found = [...known];
  }

  /**
   * Does the work for a part of the file. Its Violations are kept, except those about a place where one was found already;
   * so that a file that is refused is told everything at once.
   * @param at the place of the part
   * @returns undefined if there were Violations
   */
  async collect<T>(at: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Violations)) throw error;
      const isKnown = (place: string) =>
        this.found.some((each) => isAtOrBelow(place, each.pointer) || isAtOrBelow(each.pointer, place));
      this.found.push(...within(at, error.violations).filter((violation) => !isKnown(violation.pointer)));
      return undefined;
    }
  }

  /** Tells of what the file says in vain. */
  warn(warnings: readonly Violation[]): void {
    this.warned.push(...warnings);
  }

  get warnings(): readonly Violation[] {
    return this.warned;
  }

  /** @throws Violations if anything is wrong so far */
  demandSound(): void {
    throwViolations(this.found);
  }
}
