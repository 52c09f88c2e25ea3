import type { MailTemplate } from '../../mail/mail-template.js';
import { toDate } from '../../platform/clock.js';
import { message } from '../../platform/texts/message.js';

/** What a mail about a sign-in says. */
type SignInValues = {
  /** Where the person looks, and does something about it. */
  readonly page: string;
  readonly at: number;
  readonly from: string;
  /** Empty: not known. */
  readonly browser: string;
  readonly system: string;
};

/** Tells of a sign-in in a browser in which the account was not signed in to before. */
export const NEW_BROWSER: MailTemplate<SignInValues> = {
  name: 'sign-in-in-new-browser',
  compose: ({ page, at, from, browser, system }) => {
    const known = browser === '' ? message('account.unknown-browser') : browser;
    const named = system === '' ? known : message('account.browser-on-system', { browser: known, system });
    return {
      title: 'sign-in-notice.new-browser.title',
      paragraphs: ['sign-in-notice.new-browser.what'],
      facts: [
        ['mail.notice.when', toDate(at)],
        ['sign-in-notice.browser', named],
        ['mail.notice.from', from],
      ],
      action: { label: 'account.sessions', address: page },
      notes: ['sign-in-notice.new-browser.not-you'],
    };
  },
};

/** Tells that someone guesses at the password. */
export const PASSWORD_GUESSED_AT: MailTemplate<Pick<SignInValues, 'page' | 'at' | 'from'>> = {
  name: 'password-guessed-at',
  compose: ({ page, at, from }) => ({
    title: 'sign-in-notice.guesses.title',
    paragraphs: ['sign-in-notice.guesses.what'],
    facts: [
      ['mail.notice.when', toDate(at)],
      ['mail.notice.from', from],
    ],
    action: { label: 'mail.notice.account', address: page },
    notes: ['sign-in-notice.guesses.otherwise'],
  }),
};
