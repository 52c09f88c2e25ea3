import type { Texts } from '../platform/texts/texts.js';

/** The address of the script for pages whose forms people fill in. */
export const FORM_SCRIPT = '/assets/forms.js';

/** What the script says, as JSON: what is wrong with a field, the labels of the button that shows a password, and how hard one is to guess. */
export function formWords(text: Texts): string {
  // The script puts the length of each field in its place.
  return JSON.stringify({
    missing: text('form-script.missing'),
    length: text('form-script.length', { least: '{least}' }),
    email: text('form-script.email'),
    show: text('form-script.show'),
    hide: text('form-script.hide'),
    strengths: [text('form-script.weak'), text('form-script.fair'), text('form-script.strong')],
  });
}
