import { Kind } from '../../platform/declarations.js';

/** Another way back for who has forgotten the password, such as a passkey. */
export interface RecoveryWay {
  /** Where the person goes; the page gets the reference of the authorization request as `request`. */
  readonly path: string;
  /** What the link says. */
  readonly label: string;
}

/** The ways that rooms declare beside a mailed link; the page "Forgot it?" lists them. */
export const RECOVERY_WAYS = new Kind<RecoveryWay>('ways back for who has forgotten the password');
