/** Who waits. */
export interface Claimant {
  readonly network: string;
  /** Left out: the server itself. */
  readonly account?: string | undefined;
}

/** Those who wait from one network, by account. */
interface Line<T> {
  readonly byAccount: Map<string | undefined, T[]>;
  size: number;
}

/**
 * A queue in which networks take turns, and in each network its accounts. Among those of one account the first that came
 * is the first. So no one waits longer because someone else sends many at once.
 */
export class FairQueue<T> {
  /** Whose turn it is next comes first. */
  private readonly lines = new Map<string, Line<T>>();
  private readonly waitingOf = new Map<string | undefined, number>();
  private waiting = 0;

  get size(): number {
    return this.waiting;
  }

  /** How many wait of an account, from all networks. */
  sizeOf(account: string | undefined): number {
    return this.waitingOf.get(account) ?? 0;
  }

  add(value: T, { network, account }: Claimant): void {
    const line = this.lines.get(network) ?? { byAccount: new Map(), size: 0 };
    const values = line.byAccount.get(account) ?? [];
    values.push(value);
    line.byAccount.set(account, values);
    this.lines.set(network, line);
    this.count(line, account, 1);
  }

  /** Takes out the one whose turn it is. */
  next(): T | undefined {
    for (const [network, line] of this.lines) {
      // Deleted and set again: now the last one.
      this.lines.delete(network);
      if (line.size > 1) this.lines.set(network, line);
      for (const [account, values] of line.byAccount) {
        line.byAccount.delete(account);
        if (values.length > 1) line.byAccount.set(account, values);
        this.count(line, account, -1);
        return values.shift();
      }
    }
    return undefined;
  }

  /**
   * Takes out the last one of the network and the account of which most wait.
   * @returns undefined if no network has more waiting than this one will have with one more
   */
  dropFor({ network }: Claimant): T | undefined {
    const [longest, line] = most(this.lines, ({ size }) => size) ?? [];
    if (longest === undefined || !line || line.size <= (this.lines.get(network)?.size ?? 0) + 1) return undefined;
    const [account, values] = most(line.byAccount, ({ length }) => length) ?? [];
    const dropped = values?.pop();
    if (values?.length === 0) line.byAccount.delete(account);
    this.count(line, account, -1);
    return dropped;
  }

  private count(line: Line<T>, account: string | undefined, by: 1 | -1): void {
    line.size += by;
    this.waiting += by;
    const left = this.sizeOf(account) + by;
    if (left === 0) this.waitingOf.delete(account);
    else this.waitingOf.set(account, left);
  }
}

/** The entry with the greatest size; of several the last, whose turn is the furthest. */
function most<K, V>(entries: ReadonlyMap<K, V>, size: (value: V) => number): readonly [K, V] | undefined {
  let found: readonly [K, V] | undefined;
  for (const entry of entries) if (!found || size(entry[1]) >= size(found[1])) found = entry;
  return found;
}
