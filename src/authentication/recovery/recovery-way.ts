import { PeerKind } from '../../platform/peers.js';
import type { TextKey } from '../../platform/texts/message.js';

/** Another way back for who has forgotten the password, such as a passkey. */
export interface RecoveryWay {
  readonly name: string;
  /** Where the person goes; the page gets the reference of the authorization request as `request`. */
  readonly path: string;
  /** What the link says. */
  readonly label: TextKey;
  /** Whether it is offered on this server. */
  readonly isOffered: boolean;
}

/** The ways that rooms declare beside a mailed link; the page "Forgot it?" lists those that are offered. */
export const RECOVERY_WAYS = new PeerKind<RecoveryWay>('ways back for who has forgotten the password', ({ name }) => [
  name,
]);
