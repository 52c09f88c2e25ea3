/** The address of the script for pages whose forms people fill in. */
export const FORM_SCRIPT = '/assets/forms.js';

/** What the script says: what is wrong with a field, and the labels of the button that shows a password. */
export const FORM_WORDS = {
  missing: 'Fill in this field.',
  length: 'Use at least {least} characters.',
  email: 'Write an email address such as name@example.com.',
  show: 'Show password',
  hide: 'Hide password',
};
