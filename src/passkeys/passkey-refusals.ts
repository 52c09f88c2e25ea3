import { MOST_PASSKEYS } from './passkey.js';
import type { Reason } from './passkey-refused.js';

/** Why a passkey was not taken, and what else to do, for the person. */
export const PASSKEY_REFUSALS: Readonly<Record<Reason, string>> = {
  malformed: 'The browser sent no passkey. Try again, or go on another way.',
  outdated: 'That took too long. Try again.',
  origin: 'The passkey was used on a page of another address. Open this site by its own address, or go on another way.',
  unknown: 'This passkey is not known here, or not any more. Use another one, or go on another way.',
  invalid: 'This passkey did not work. Try again, or go on another way.',
  copied:
    'This passkey may have been copied, so it is not accepted. Go on another way, then remove it from your account.',
  model: 'Passkeys of this kind of device are not allowed here. Use another device.',
  known: 'This passkey is in your account already.',
  'too-many': `You have ${MOST_PASSKEYS} passkeys already. Remove one first.`,
};

/** What the script says if the browser or the person does not go on. */
export const SCRIPT_WORDS = {
  refused: 'No passkey was used: you stopped, or it took too long. Try again, or go on another way.',
  known: PASSKEY_REFUSALS.known,
  origin: PASSKEY_REFUSALS.origin,
  failed: 'The passkey could not be used. Try again, or go on another way.',
  offline: 'The server could not be reached. Check your connection, then try again.',
};
