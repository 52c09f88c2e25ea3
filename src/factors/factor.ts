import type { Instant } from '../platform/clock.js';
import { PeerKind } from '../platform/peers.js';
import type { TextKey } from '../platform/texts/message.js';
import type { User } from '../users/user.js';

/** A factor of a person: one phone, one key, one sheet of codes. */
export interface Enrolment {
  readonly id: string;
  readonly userId: string;
  /** The name of its {@link Factor}. */
  readonly factor: string;
  /** What the person calls it. */
  readonly label: string;
  readonly createdAt: Instant;
  /** Null: never. */
  readonly lastUsedAt: Instant | null;
}

/** A kind of factor by which people prove, beside the password, who they are. */
export interface Factor {
  /** In tables, addresses and the admin API: `totp`. At most 32 characters, never changed. */
  readonly name: string;
  /** What pages call it. */
  readonly title: TextKey;
  /** RFC 8176: what a proof by it adds to the methods of the sign-in. */
  readonly amr: readonly string[];
  /** The most that one of this kind may add, if some add more than others; left out: {@link amr}. */
  readonly mostAmr?: readonly string[];
  /** Whether it makes two factors of a password, if no policy says otherwise. */
  readonly countsAsSecond: boolean;
  /**
   * Whether it only stands in for others that were lost: no one is asked for it because they have it, and no one sets it up
   * to complete a sign-in.
   */
  readonly isFallback: boolean;
  /** Whether someone who has set it up can use it at present. */
  isUsable(user: User): boolean;
}

/** The factors that rooms declare, those that are offered first before the others. */
export const FACTORS = new PeerKind<Factor>('factors', ({ name }) => [name]);

/** RFC 8176: the most that a proof by a factor of this kind may add to a sign-in. */
export function mostOf({ amr, mostAmr = amr }: Pick<Factor, 'amr' | 'mostAmr'>): readonly string[] {
  return mostAmr;
}
