import type { MailTemplate } from '../../mail/mail-template.js';
import { message } from '../../platform/texts/message.js';

/** Goes to an address that someone says is theirs. */
export const VERIFY_ADDRESS_MAIL: MailTemplate<{ username: string; url: string }> = {
  name: 'verify-address',
  compose: ({ username, url }) => ({
    title: 'links.verify-mail.title',
    paragraphs: [message('links.verify-mail.lead', { username })],
    action: { label: 'links.verify-mail.action', address: url },
    notes: ['links.verify-mail.lifetime', 'links.verify-mail.not-you'],
  }),
};

/** Goes to the address until now, once the account has another one. */
export const ADDRESS_CHANGED_MAIL: MailTemplate<{ username: string; url: string }> = {
  name: 'address-changed',
  compose: ({ username, url }) => ({
    title: 'links.changed-mail.title',
    paragraphs: [message('links.changed-mail.lead', { username }), message('links.changed-mail.undo')],
    action: { label: 'links.changed-mail.action', address: url },
    notes: ['links.changed-mail.lifetime'],
  }),
};
