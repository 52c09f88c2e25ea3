import type { MailTemplate } from '../../mail/mail-template.js';

/** To an address that someone registers with: only who reads it can go on. */
export const CONFIRM_REGISTRATION: MailTemplate<{ readonly url: string }> = {
  name: 'confirm-registration',
  compose: ({ url }) => ({
    title: 'register.mail.confirm.title',
    paragraphs: ['register.mail.confirm.lead'],
    action: { label: 'register.mail.confirm.action', address: url },
    notes: ['register.mail.confirm.note'],
  }),
};

/** To the owner of an account, if someone registers with its address. */
export const REGISTERED_ALREADY: MailTemplate<{ readonly url: string }> = {
  name: 'registered-already',
  compose: ({ url }) => ({
    title: 'register.mail.already.title',
    paragraphs: ['register.mail.already.lead'],
    action: { label: 'register.sign-in', address: url },
    notes: ['register.mail.already.note'],
  }),
};
