import type { MailTemplate } from '../../mail/mail-template.js';
import { toDate } from '../../platform/clock.js';
import { message } from '../../platform/texts/message.js';

/** Leads to the page where the reader chooses the password of an account that an administrator made. */
export const INVITATION_MAIL: MailTemplate<{ username: string; url: string; expiresAt: number }> = {
  name: 'invitation',
  compose: ({ username, url, expiresAt }) => ({
    title: 'links.invitation-mail.title',
    paragraphs: [message('links.invitation-mail.lead', { username })],
    action: { label: 'links.invitation-mail.action', address: url },
    facts: [['links.invitation-mail.until', toDate(expiresAt)]],
    notes: ['links.invitation-mail.once'],
  }),
};
