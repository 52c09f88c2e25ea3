import { type Message, message } from '../../platform/texts/message.js';
import type { Texts } from '../../platform/texts/texts.js';
import type { Reason } from './passkey-refused.js';

/** Why a passkey was not taken, and what else to do, for the person. */
export function passkeyRefusal(reason: Reason): Message {
  return message(`passkeys.refused.${reason}`);
}

/** What the script says if the browser or the person does not go on. */
export function scriptWords(text: Texts) {
  return {
    refused: text('passkeys.script.refused'),
    known: text('passkeys.refused.known'),
    origin: text('passkeys.refused.origin'),
    failed: text('passkeys.script.failed'),
    offline: text('passkeys.script.offline'),
  };
}
