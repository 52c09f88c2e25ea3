import { PeerKind } from '../../platform/peers.js';
import type { TextKey } from '../../platform/texts/message.js';

/** Where someone can go from the sign-in page who cannot sign in yet. */
export interface SignInLink {
  readonly name: string;
  /**
   * @param reference of the parked request; undefined if there is none
   * @returns undefined if nothing is shown
   */
  link(reference: string | undefined): ShownLink | undefined;
}

export interface ShownLink {
  readonly id: string;
  readonly href: string;
  /** What comes before the link. */
  readonly lead: TextKey;
  readonly label: TextKey;
}

/** The links below the form of the sign-in page that rooms declare. */
export const SIGN_IN_LINKS = new PeerKind<SignInLink>('links of the sign-in page', ({ name }) => [name]);
