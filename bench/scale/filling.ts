/** Milliseconds. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Authorizations to make. */
export interface Rows {
  /** Tells one lot from another. */
  readonly salt: string;
  readonly count: number;
  /** They belong to the first so many users. */
  readonly users: number;
  /** When the first may be purged, and over how many milliseconds the others follow. */
  readonly purgeAt: number;
  readonly spread: number;
}

/** Makes rows by SQL alone, on each database in its own way. */
export interface Filling {
  users(count: number): Promise<void>;
  authorizations(rows: Rows): Promise<void>;
  /** Authorizations that the next purge deletes. */
  dueAuthorizations(count: number): Promise<void>;
  /** How many authorizations the purge still has to delete. */
  countDue(): Promise<number>;
  /** MiB of the whole database on disk. */
  size(): Promise<number>;
  /** The largest tables, in words. */
  sizes(): Promise<string>;
}
