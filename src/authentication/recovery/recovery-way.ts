import { Kind } from '../../platform/declarations.js';
import type { TextKey } from '../../texts/message.js';

/** Another way back for who has forgotten the password, such as a passkey. */
export interface RecoveryWay {
  /** Where the person goes; the page gets the reference of the authorization request as `request`. */
  readonly path: string;
  /** What the link says. */
  readonly label: TextKey;
}

/** The ways that rooms declare beside a mailed link; the page "Forgot it?" lists them. */
export const RECOVERY_WAYS = new Kind<RecoveryWay>('ways back for who has forgotten the password');
