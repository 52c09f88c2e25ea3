import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { AUTHENTICATION_SETTINGS } from '../../src/authentication/authentication-settings.js';
import { MAIL_SETTINGS, type MailSettings } from '../../src/mail/mail-settings.js';
import type { ValuesOf } from '../../src/platform/config/room-settings.js';
import { defaultsOf } from '../../src/platform/config/settings.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** How a mail server answers a command: an error with the code; nothing: it accepts. */
type Refuse = (mail: { readonly to: string }) => { readonly code: number; readonly text: string } | undefined;

/** A mail server that takes mails by SMTP, and refuses what a test wants. */
export interface MailServer {
  readonly port: number;
  /** What it has accepted, in order. */
  readonly mails: readonly ParsedMail[];
  /** Who has authenticated: the method, and the user and password or token. */
  readonly logins: readonly { readonly method: string; readonly user: string; readonly secret: string }[];
  /** Every reader at RCPT TO, in order. */
  readonly envelopes: readonly string[];
  /** Asked at RCPT TO of each mail; by default it accepts all. */
  refuse: Refuse;
  /** The newest mail to this address, as soon as there is one that `fits`. */
  mailTo(address: string, fits?: (mail: ParsedMail) => boolean): Promise<ParsedMail>;
  /** Stops and starts, on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts one on a free port of this machine. Stop it when done. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const port = await freePort();
  const mails: ParsedMail[] = [];
  const logins: { method: string; user: string; secret: string }[] = [];
  const envelopes: string[] = [];
  let server: SMTPServer;
  const self: MailServer = {
    port,
    mails,
    logins,
    envelopes,
    refuse: () => undefined,
    mailTo: (address, fits = () => true) =>
      until(
        () => mails.findLast((mail) => addressesOf(mail).includes(address) && fits(mail)),
        () => `no mail has come for ${address}; there are: ${mails.map(({ subject }) => subject).join(', ')}`,
      ),
    stop: () => new Promise((resolve) => server.close(resolve)),
    start: () =>
      new Promise((resolve, reject) => {
        server = new SMTPServer({
          authOptional: true,
          disableReverseLookup: true,
          closeTimeout: 100,
          logger: false,
          onAuth: ({ method, username = '', password, accessToken }, _, done) => {
            logins.push({ method, user: username, secret: password ?? accessToken ?? '' });
            done(null, { user: username });
          },
          onRcptTo: ({ address }, _, done) => {
            envelopes.push(address);
            const refused = self.refuse({ to: address });
            done(refused ? Object.assign(new Error(refused.text), { responseCode: refused.code }) : null);
          },
          onData: (stream, _, done) => {
            simpleParser(stream).then((mail) => {
              mails.push(mail);
              done();
            }, done);
          },
          ...options,
        });
        // A client that does not trust its certificate ends the connection.
        server.on('error', () => undefined);
        server.listen(port, '127.0.0.1', resolve).once('error', reject);
      }),
  };
  await self.start();
  return self;
}

function addressesOf({ to }: ParsedMail): readonly string[] {
  const lists: readonly AddressObject[] = to === undefined ? [] : [to].flat();
  return lists.flatMap(({ value }) => value.map(({ address = '' }) => address));
}

/** The settings of a server whose mails go there: `createWorld({ roomSettings: mailBy(mailServer) })`. It tells no one of sign-ins. */
export function mailBy(
  { port }: Pick<MailServer, 'port'>,
  more: Partial<MailSettings> = {},
): {
  readonly mail: MailSettings;
  readonly authentication: ValuesOf<typeof AUTHENTICATION_SETTINGS>;
} {
  return {
    authentication: { ...defaultsOf(AUTHENTICATION_SETTINGS.schema), signInNotices: false },
    mail: {
      ...defaultsOf(MAIL_SETTINGS.schema),
      smtpUrl: `smtp://127.0.0.1:${port}`,
      smtpTls: 'optional',
      from: { address: 'login@example.com' },
      ...more,
    },
  };
}

/** The one link of a mail, of its plain text. */
export function linkIn({ text = '' }: Pick<ParsedMail, 'text'>): URL {
  const [link = ''] = /https?:\/\/\S+/.exec(text) ?? [];
  return new URL(link);
}
