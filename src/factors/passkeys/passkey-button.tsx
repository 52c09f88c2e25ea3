import type { TextKey } from '../../platform/texts/message.js';
import { useTexts } from '../../ui/use-texts.js';
import { scriptWords } from './passkey-refusals.js';

/** What an answer of a browser is posted as. */
export const PASSKEY_FIELD = 'passkey';

interface PasskeyButtonProps {
  /** Whether a passkey is made, or one that there is used. */
  readonly act: 'add' | 'use';
  /** Where the script asks what to ask the browser for, below the issuer, such as `login/passkey`. */
  readonly options: string;
  /** Whether the browser offers passkeys also if a username is filled in (conditional mediation, §5.1.4). */
  readonly autofills?: boolean;
  readonly primary?: boolean;
  readonly label: TextKey;
}

/** Inside a form: has the browser ask for a passkey, then posts what it got. Hidden until the script makes it work. */
export function PasskeyButton({ act, options, label, autofills = false, primary = false }: PasskeyButtonProps) {
  const text = useTexts();
  return (
    <>
      <input type="hidden" name={PASSKEY_FIELD} value="" />
      <p class="alert" role="alert" id="passkey-alert" hidden />
      <div class="actions" hidden>
        <button
          class={primary ? 'primary' : 'plain'}
          id="passkey"
          type="submit"
          data-passkey={act}
          data-options={options}
          data-autofills={autofills ? '' : undefined}
          data-words={JSON.stringify(scriptWords(text))}
        >
          {text(label)}
        </button>
      </div>
    </>
  );
}
