import type { MailTemplate } from '../../mail/mail-template.js';
import { message } from '../../texts/message.js';

/** Leads to the page where the reader chooses a new password. */
export const PASSWORD_RESET_MAIL: MailTemplate<{ username: string; url: string }> = {
  name: 'password-reset',
  compose: ({ username, url }) => ({
    title: 'links.reset-mail.title',
    paragraphs: [message('links.reset-mail.what', { username })],
    action: { label: 'links.reset-mail.choose', address: url },
    notes: ['links.reset-mail.once', 'links.reset-mail.not-you'],
  }),
};
