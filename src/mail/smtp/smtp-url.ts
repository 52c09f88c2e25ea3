import { isLoopback } from '../../oauth/redirect-uri.js';

/** RFC 8314 §3.3 and RFC 6409 §3.1. */
const PORTS: Readonly<Record<string, number>> = { 'smtps:': 465, 'smtp:': 587 };

/** A mail server, as its URL says. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS; else STARTTLS follows. */
  readonly implicitTls: boolean;
  /** Whether it is this machine. */
  readonly isLoopback: boolean;
  readonly user?: string;
  readonly password?: string;
}

/** What is wrong with the URL of a mail server; undefined: nothing. Never quotes it, because of the password. */
export function smtpUrlProblem(text: string): string | undefined {
  const what = 'must be smtp://USER:PASSWORD@HOST:PORT or smtps://USER:PASSWORD@HOST:PORT';
  if (!URL.canParse(text)) return `${what}; special characters of user and password are percent-encoded (@ is %40)`;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  if (PORTS[protocol] === undefined || hostname === '') return what;
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return `${what}, with nothing after the port`;
  try {
    readSmtpUrl(text);
  } catch {
    return 'has a user or password with a % that encodes nothing (% itself is %25)';
  }
  return undefined;
}

/** @throws URIError, TypeError if {@link smtpUrlProblem} says what is wrong */
export function readSmtpUrl(text: string): SmtpServer {
  const url = new URL(text);
  return {
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? (PORTS[url.protocol] as number) : Number(url.port),
    implicitTls: url.protocol === 'smtps:',
    isLoopback: isLoopback(url),
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
}
