/** Pieces of work that are done in a row at most: so many others the first one waits for. */
const BATCH_SIZE = 32;

/**
 * Does what has come up in one turn of the event loop in a row, at its end. Pieces of work that take the same way through
 * the program find its code in the processor's caches when they take each step of it one after another.
 */
export class TurnBatch {
  private waiting: (() => void)[] = [];

  /** @param work must not throw */
  add(work: () => void): void {
    const count = this.waiting.push(work);
    if (count === 1) setImmediate(this.doAll);
    if (count === BATCH_SIZE) this.doAll();
  }

  private readonly doAll = (): void => {
    const waiting = this.waiting;
    this.waiting = [];
    for (const work of waiting) work();
  };
}
