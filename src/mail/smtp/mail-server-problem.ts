import { Undeliverable } from '../../platform/outbox/delivery.js';

/** Mails cannot leave at present; the message says why, and names no secret. */
export class MailServerProblem extends Error {
  override readonly name = 'MailServerProblem';
}

/** What is known of an error of the SMTP client. */
export interface SmtpError extends Error {
  readonly code?: string | undefined;
  /** The command that the server refused. */
  readonly command?: string | undefined;
  /** What the server said. */
  readonly response?: string | undefined;
  /** RFC 5321 §4.2.1: whether the refusal is for good. */
  readonly permanent?: boolean | undefined;
}

/** Commands that are about one mail and its reader. What is refused at another is the fault of settings, which may be mended. */
const OF_ONE_MAIL = ['RCPT TO', 'DATA'];

/** An error of the connection to the mail server, as the SMTP client names errors of its own connections. */
export function connectionProblem(error: Error & { readonly syscall?: string; readonly errors?: unknown }): SmtpError {
  const code = error.name === 'TimeoutError' ? 'ETIMEDOUT' : error.syscall === 'getaddrinfo' ? 'EDNS' : 'ESOCKET';
  // Of several addresses, each has an error, and what holds them together says nothing.
  const each = Array.isArray(error.errors) ? error.errors.map(({ message }: Error) => message).join(', ') : '';
  return Object.assign(new Error(error.message || each, { cause: error }), { code });
}

/** Whether no mail server has answered at all. */
export function isUnreachable({ code = '', response }: SmtpError): boolean {
  return response === undefined && ['ETIMEDOUT', 'ESOCKET', 'ECONNECTION', 'EDNS'].includes(code);
}

/**
 * The error as this server throws it: {@link Undeliverable} if the mail server refuses this very mail for good, else one
 * after which another attempt may help.
 * @param server `host:port`
 */
export function smtpProblem(error: SmtpError, server: string): Error {
  const { command = '', response, permanent } = error;
  if (permanent && OF_ONE_MAIL.includes(command)) return new Undeliverable(`${server} refused it: ${response}`);
  return new MailServerProblem(`${server} ${whatIsWrong(error)}`, { cause: error });
}

function whatIsWrong({ code = '', command = '', response, message }: SmtpError): string {
  const said = response ? `: ${response}` : '';
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return `did not accept user and password or token${said || `: ${message}`}`;
  if (code === 'EOAUTH2') return `needs a token, and none could be had: ${message}`;
  if (code === 'EDNS') return `is a host that no name server knows: ${message}`;
  if (code === 'ETLS') return `and this server found no way to encrypt: ${message}${said}`;
  if (code === 'ETIMEDOUT') return 'does not answer in time';
  if (code === 'EABORT') return 'did not take it in time';
  if (command === 'MAIL FROM') return `does not take mails from MAIL_FROM${said}`;
  if (response) return `does not take it now${said}`;
  return `cannot be reached: ${message}`;
}
