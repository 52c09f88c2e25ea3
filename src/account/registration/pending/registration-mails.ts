import type { MailTemplate } from '../../../mail/mail-template.js';

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

/** To who has registered, once an administrator has approved the account. */
export const REGISTRATION_APPROVED: MailTemplate<{ readonly url: string }> = {
  name: 'registration-approved',
  compose: ({ url }) => ({
    title: 'register.mail.approved.title',
    paragraphs: ['register.mail.approved.lead'],
    action: { label: 'register.sign-in', address: url },
  }),
};

/** To who has registered, if an administrator has not approved the account, which is gone. */
export const REGISTRATION_REFUSED: MailTemplate<Readonly<Record<never, never>>> = {
  name: 'registration-refused',
  compose: () => ({ title: 'register.mail.refused.title', paragraphs: ['register.mail.refused.lead'] }),
};
