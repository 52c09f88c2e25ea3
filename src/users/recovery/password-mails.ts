import type { MailTemplate } from '../../mail/mail-template.js';

/** Leads to the page where the reader chooses a new password. */
export const PASSWORD_RESET_MAIL: MailTemplate<{ username: string; url: string }> = {
  name: 'password-reset',
  compose: ({ username, url }) => ({
    title: 'Choose a new password',
    paragraphs: [`Someone, probably you, said that the password of the account ${username} is forgotten.`],
    action: { label: 'Choose a new password', address: url },
    notes: [
      'The link works once, for an hour.',
      'If it was not you, do nothing: the password stays as it is, and no one but you has this link.',
    ],
  }),
};

/** Tells the reader that the password is another one. */
export const PASSWORD_CHANGED_MAIL: MailTemplate<{ username: string; url: string }> = {
  name: 'password-changed',
  compose: ({ username, url }) => ({
    title: 'Your password was changed',
    paragraphs: [
      `The password of the account ${username} was changed, and everything that was signed in was signed out.`,
    ],
    notes: [`If it was not you, choose a new one at once at ${url}, or ask your administrator.`],
  }),
};
