/** Something of another server that has no counterpart here, and how often it was met. */
export interface Note {
  readonly what: string;
  readonly why: string;
  readonly count: number;
}

/** Why a second factor is not taken over. */
export const SET_UP_ANOTHER = 'these people set up another second factor here, if they need one';

/** Gathers what did not map: a line per kind of thing, however many users have it. */
export class Unmapped {
  private readonly counts = new Map<string, Note>();

  /** @param why what it means here, and what to do instead */
  note(what: string, why: string): void {
    const count = (this.counts.get(what)?.count ?? 0) + 1;
    this.counts.set(what, { what, why, count });
  }

  /** In the order in which they were met first. */
  list(): readonly Note[] {
    return [...this.counts.values()];
  }
}
