import { RoomSettings, type ValuesOf } from '../platform/config/room-settings.js';
import { Setting, Together } from '../platform/config/setting.js';
import { integer, oneOf, optionalText, optionalUrl } from '../platform/config/setting-types.js';
import { type MailAddress, parseMailAddress } from './mail-address.js';
import { readSmtpUrl, smtpUrlProblem } from './smtp/smtp-url.js';

/** With user and password, if the server wants them. */
const SMTP_URL = new Setting<string | undefined>(
  {
    name: 'SMTP_URL',
    about:
      'The server that mails leave by: smtp://USER:PASSWORD@HOST:PORT (STARTTLS, port 587) or smtps:// (TLS, port 465); user and password may be left out. Without it nothing that needs mail is offered; outside production the page /mailbox shows what would have been sent.',
    fallback: undefined,
  },
  (given, wrong, settings) => {
    const problem = smtpUrlProblem(given);
    if (problem !== undefined) {
      wrong(problem);
      return undefined;
    }
    const { user, isLoopback } = readSmtpUrl(given);
    if (user !== undefined && !isLoopback && settings.text('SMTP_TLS') === 'optional')
      wrong('must have no user with SMTP_TLS=optional: its password would cross the network in clear');
    if (user === undefined && settings.text('SMTP_OAUTH_TOKEN_URL') !== undefined)
      wrong('must have the mailbox as its user with SMTP_OAUTH_TOKEN_URL');
    return given;
  },
);

function isThisMachine(smtpUrl: string | undefined): boolean {
  return smtpUrl !== undefined && readSmtpUrl(smtpUrl).isLoopback;
}

/** By which server mails leave, and how many. */
export const MAIL_SETTINGS = new RoomSettings('mail', {
  smtpUrl: SMTP_URL,
  /** `optional`: what a server on the way could read or change, it can. */
  smtpTls: oneOf(
    {
      name: 'SMTP_TLS',
      about:
        'Whether the way to the mail server must be encrypted, with a certificate that is valid for its host. `optional` is for a relay in your own network that has none; SMTP_URL then must have no user.',
      fallback: (settings) => (isThisMachine(settings.value(SMTP_URL)) ? 'optional' : 'required'),
      fallbackText: '`required`; on this machine `optional`',
    },
    ['required', 'optional'],
  ),
  from: new Setting<MailAddress | undefined>(
    {
      name: 'MAIL_FROM',
      about:
        'Who mails come from: login@example.com, or Example Corp <login@example.com>. The mail server must let this server send so.',
      fallback: undefined,
      fallbackText: 'BRAND_NAME, with `no-reply@` the host of ISSUER',
    },
    (given, wrong) => {
      const address = parseMailAddress(given);
      if (!address) wrong('must be an address such as login@example.com or Example Corp <login@example.com>');
      return address;
    },
  ),
  /** For XOAUTH2 instead of a password. */
  oauth: new Together({
    endpoint: optionalUrl({
      name: 'SMTP_OAUTH_TOKEN_URL',
      about:
        'Where an access token for the mail server is fetched by client credentials (XOAUTH2), as Exchange Online wants it. SMTP_URL then has a user and no password.',
    }),
    clientId: optionalText({ name: 'SMTP_OAUTH_CLIENT_ID', about: 'As which client.' }),
    clientSecret: optionalText({
      name: 'SMTP_OAUTH_CLIENT_SECRET',
      about:
        'Its secret. Set SMTP_OAUTH_TOKEN_URL, SMTP_OAUTH_CLIENT_ID and SMTP_OAUTH_CLIENT_SECRET, or none of them.',
    }),
  }),
  oauthScope: optionalText({
    name: 'SMTP_OAUTH_SCOPE',
    about: 'The scope of that token, such as https://outlook.office365.com/.default.',
  }),
  /** By one network, in a quarter of an hour. */
  limit: integer({
    name: 'MAIL_LIMIT',
    about:
      'How many mails one address may ask for in 15 minutes without being signed in, such as by "Forgot it?". One reader gets at most 5 of them.',
    fallback: 30,
    least: 1,
    most: 1_000_000,
  }),
});

export type MailSettings = ValuesOf<typeof MAIL_SETTINGS>;
