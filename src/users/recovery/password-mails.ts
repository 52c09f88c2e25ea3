import type { MailTemplate } from '../../mail/mail-template.js';
import { message } from '../../platform/texts/message.js';

/** Leads to the page where the reader chooses a new password. */
export const PASSWORD_RESET_MAIL: MailTemplate<{ username: string; url: string }> = {
  name: 'password-reset',
  compose: ({ username, url }) => ({
    title: 'recovery.mail.title',
    paragraphs: [message('recovery.mail.lead', { username })],
    action: { label: 'recovery.mail.action', address: url },
    notes: ['recovery.mail.lifetime', 'recovery.mail.not-you'],
  }),
};
