import { accountNotice } from '../mail/account-notices.js';

/** Sent if people change their password; not for the first one, which they choose by a link. */
export const PASSWORD_CHANGED = accountNotice('password-changed', {
  title: 'mail.password-changed.title',
  what: 'mail.password-changed.what',
});

/** The same if they stay signed in elsewhere. */
export const PASSWORD_ONLY_CHANGED = accountNotice('password-only-changed', {
  title: 'mail.password-changed.title',
  what: 'mail.password-changed.only',
});

/** Sent if an administrator changes the password of someone. */
export const PASSWORD_RESET_BY_ADMINISTRATOR = accountNotice('password-reset-by-administrator', {
  title: 'mail.password-reset.title',
  what: 'mail.password-reset.what',
  otherwise: 'mail.notice.unexpected',
});
