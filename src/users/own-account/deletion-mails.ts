import type { MailTemplate } from '../../mail/mail-template.js';
import { toDate } from '../../platform/clock.js';
import { message } from '../../platform/texts/message.js';

/** Sent if people delete their account, so that they can keep it if it was someone else. */
export const DELETION_REQUESTED: MailTemplate<{ account: string; due: number; from: string }> = {
  name: 'account-deletion-requested',
  compose: ({ account, due, from }) => ({
    title: 'account.mail.deletion-title',
    paragraphs: [message('account.mail.deletion-what')],
    facts: [
      ['account.mail.deletion-due', toDate(due)],
      ['mail.notice.from', from],
    ],
    action: { label: 'account.mail.keep', address: account },
    notes: [message('mail.notice.not-you')],
  }),
};

/** Sent when the account is gone. */
export const ACCOUNT_DELETED: MailTemplate<Record<never, never>> = {
  name: 'account-deleted',
  compose: () => ({
    title: 'account.mail.deleted-title',
    paragraphs: [message('account.mail.deleted-what')],
  }),
};
