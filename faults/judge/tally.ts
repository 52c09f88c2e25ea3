/** Problems that are printed; all are counted. */
const MOST_PROBLEMS = 20;

/** What the judge found: of all that the server has acknowledged, what does not hold. */
export class Tally {
  acknowledged = 0;
  /** Acknowledged and not there. */
  lost = 0;
  /** Done twice though it may be done once. */
  doubled = 0;
  /** Accepted though it had been taken back, used up or had ended. */
  wronglyAccepted = 0;
  /** When the earliest event that is lost was acknowledged, by `performance.now()`. */
  lostSince: number | undefined;
  /** The first ones in words. */
  readonly problems: string[] = [];

  /** Something that was acknowledged has been looked at. */
  count(number = 1): void {
    this.acknowledged += number;
  }

  /** @param since when the earliest was acknowledged, if that is known */
  lose(what: string, number = 1, since?: number): void {
    this.lost += number;
    if (since !== undefined) this.lostSince = Math.min(since, this.lostSince ?? since);
    this.note(`lost: ${what}`);
  }

  double(what: string, number = 1): void {
    this.doubled += number;
    this.note(`doubled: ${what}`);
  }

  acceptWrongly(what: string): void {
    this.wronglyAccepted++;
    this.note(`wrongly accepted: ${what}`);
  }

  private note(problem: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }
}
