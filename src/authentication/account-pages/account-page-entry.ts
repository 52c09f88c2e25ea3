import { PeerKind } from '../../platform/peers.js';
import type { TextKey } from '../../platform/texts/message.js';
import type { Session } from '../sessions/session.js';

/** A page of the own account, as the navigation of the account leads to it. */
export interface AccountPageEntry {
  /** Of the page, without a query. */
  readonly path: string;
  /** What the navigation calls it. */
  readonly label: TextKey;
  /** The lowest comes first; the rooms keep tens, so that there is room between them. */
  readonly position: number;
  /** Whether the page is for this person; left out: it is for everyone. */
  isShown?(session: Session): boolean | Promise<boolean>;
}

/** The pages of the account that rooms declare. */
export const ACCOUNT_PAGES = new PeerKind<AccountPageEntry>('account pages', ({ path }) => [path]);
