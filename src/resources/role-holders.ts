import type { Transaction } from '../platform/database/database.js';
import { Conflict } from '../platform/validation/refusals.js';

const LOCK = 'role holders';

/**
 * For who gives roles to people, or acts on them by what their roles allow: no role gains scopes until the transaction ends.
 * It comes before every lock of a user, because who lets a role gain scopes waits for rows of users while no one may hold this.
 */
export function keepRoles(transaction: Transaction): Promise<void> {
  return transaction.lockShared(LOCK);
}

/** For who lets a role gain scopes: no one is given a role until the transaction ends. */
export function keepHolders(transaction: Transaction): Promise<void> {
  return transaction.lock(LOCK);
}

/** Who holds a role. */
export interface RoleHolders {
  readonly count: number;
  /** Some of them, in the order of their identifiers. */
  readonly first: readonly { readonly id: string; readonly username: string }[];
  /** Of the identifiers of all of them: another one if anyone is given the role, or loses it. */
  readonly digest: string;
}

/** By whom the present holders of a role that gains scopes are known: who has seen them, or the bootstrap file, which is trusted. */
export type Confirmation = { readonly digest?: string | undefined } | 'bootstrap';

/** A role that people hold already would give them more, and no one has confirmed that these people are meant. */
export class HoldersUnconfirmed extends Conflict {
  constructor(
    role: string,
    readonly holders: RoleHolders,
  ) {
    const { count, first, digest } = holders;
    super(
      `must be the value of holders_digest, which confirms that the present holders of the role ${role} (${count}) are to get more scopes of the admin API; look at each in holders first`,
      '/confirm_holders',
      { holders_count: count, holders: first, holders_digest: digest },
    );
  }
}
