/** A number that has a goal. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
  /** How the value came about. */
  readonly from: string;
  /** Why this machine cannot show it; then missing the goal is no failure. */
  readonly notShown?: string;
}

/** How far the goal is met: 1 is just so, more is better. */
export function share({ value, goal }: Figure): number {
  return 'atLeast' in goal ? value / goal.atLeast : goal.atMost / value;
}

/** A value that could not be measured is a miss. */
export function isMet(figure: Figure): boolean {
  return share(figure) >= 1;
}

export function ratio(
  name: string,
  [top, bottom]: readonly [number, number],
  goal: Figure['goal'],
  unit: string,
): Figure {
  return { name, value: top / bottom, goal, from: `${show(top)} : ${show(bottom)} ${unit}` };
}

export function show(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function goalOf({ goal }: Figure): string {
  return 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

/** One line for people: the value, its goal, and by how much it is met or missed. */
export function sentence(figure: Figure): string {
  const by = `${show(Math.abs(share(figure) - 1) * 100)} %`;
  const verdict = isMet(figure) ? `met by ${by}` : `MISSED by ${by}`;
  const judged = figure.notShown ? `not shown here: ${figure.notShown}` : verdict;
  return `${figure.name.padEnd(58)} ${show(figure.value).padStart(7)}  goal ${goalOf(figure).padEnd(7)} ${judged}   (${figure.from})`;
}
