/** Hosts that never leave the machine, for which plain http is accepted. */
const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** A plain http URI on this machine up to its path: by IP literal (RFC 8252 §7.3), or by name too. */
const BY_LITERAL = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::(\d{1,5}))?(?=[/?]|$)/;
const BY_LITERAL_OR_NAME = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::(\d{1,5}))?(?=[/?]|$)/;

/** Schemes that run code or reach local content in a browser; never a redirect target. */
const DANGEROUS_SCHEMES = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'filesystem:',
  'ws:',
  'wss:',
  'ftp:',
  'mailto:',
  'tel:',
  'view-source:',
]);

/**
 * RFC 9700 §4.1.3: the requested URI must equal a registered one, character for character.
 * The one exception is the port of a loopback IP literal (RFC 8252 §7.3), and for native apps that of `localhost` (§8.3
 * advises against the name, but allows it).
 */
export function redirectUriMatches(requested: string, registered: readonly string[], isNative: boolean): boolean {
  const onMachine = isNative ? BY_LITERAL_OR_NAME : BY_LITERAL;
  return registered.includes(requested) || registered.some((each) => differsInPortOnly(requested, each, onMachine));
}

function differsInPortOnly(requested: string, registered: string, onMachine: RegExp): boolean {
  const asked = onMachine.exec(requested);
  const known = onMachine.exec(registered);
  if (!asked || !known || asked[1] !== known[1] || Number(asked[2] ?? 80) > 65_535) return false;
  return requested.slice(asked[0].length) === registered.slice(known[0].length);
}

/** Whether no redirect URI may have the scheme. @param scheme without the colon */
export function isDangerousScheme(scheme: string): boolean {
  return DANGEROUS_SCHEMES.has(`${scheme.toLowerCase()}:`);
}

/** What a redirect URI may be beside https, loopback addresses and private-use schemes with a dot. */
export interface RedirectUriAllowance {
  /** Private-use schemes without a dot, in lower case and without the colon. */
  readonly schemes: readonly string[];
  /** Whether plain http may lead to another machine. */
  readonly plainHttp: boolean;
}

/**
 * What is wrong with a redirect URI that a client wants to register, or undefined if nothing is.
 * RFC 6749 §3.1.2: absolute, no fragment. RFC 8252 §7.1: private-use schemes are reverse domain names.
 */
export function redirectUriProblem(uri: string, { schemes, plainHttp }: RedirectUriAllowance): string | undefined {
  if (!URL.canParse(uri)) return 'must be an absolute URI';
  // It becomes a header, which has ASCII characters only, and its host a source of a content security policy.
  if (/[^\x21-\x7e]|["<>\\^`{|}]/.test(uri))
    return 'must have only characters that RFC 3986 allows; percent-encode others, and write hosts in their xn-- form';
  if (uri.includes('#')) return 'must not have a fragment (RFC 6749 section 3.1.2)';
  if (uri.includes('*')) return 'must not have wildcards; register every URI';
  // Without `//` a browser takes it for a part of the server that sends it there (URL Standard, relative references).
  if (isWebAddress(uri) && !/^https?:\/\/[^/]/i.test(uri)) return 'must have // and a host after its scheme';
  const url = new URL(uri);
  if (url.username !== '' || url.password !== '') return 'must not carry user information';
  if (!/^([a-z0-9._-]*|\[[0-9a-f:.]+\])$/i.test(url.hostname))
    return 'must name a host by letters, digits, dots and hyphens';
  if (DANGEROUS_SCHEMES.has(url.protocol)) return `must not use the scheme ${url.protocol}`;
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:')
    return plainHttp || isLoopback(url)
      ? undefined
      : 'must use https; plain http is for loopback addresses, and for confidential clients that an administrator registers';
  return url.protocol.includes('.') || schemes.includes(url.protocol.slice(0, -1))
    ? undefined
    : 'must use https, or a private-use scheme with a dot such as com.example.app (RFC 8252 section 7.1), or one that REDIRECT_URI_SCHEMES allows';
}

/** The URI with parameters added to its query; the rest stays as it is, character for character (RFC 6749 §3.1.2). */
export function withParameters(uri: string, parameters: Readonly<Record<string, string>>): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`;
}

/** Whether the URI leads to a web server, not to an app by its private-use scheme (RFC 8252 §7.1). */
export function isWebAddress(uri: string): boolean {
  return /^https?:/i.test(uri);
}

/**
 * The destination of the URI, for people: the host of a web address. An app is named by its scheme, because the rest of
 * its address is its own choice.
 */
export function destinationOf(uri: string | undefined): string {
  if (uri === undefined) return 'the app';
  const { host, protocol } = new URL(uri);
  return isWebAddress(uri) ? host : `an app on this device (${protocol.slice(0, -1)})`;
}

/** Whether the URL's host is this machine. */
export function isLoopback(url: URL): boolean {
  return (
    LOOPBACK_HOSTS.has(url.hostname) || /^127(\.\d{1,3}){3}$/.test(url.hostname) || url.hostname.endsWith('.localhost')
  );
}

/** The CSP source that lets a page frame the address: its origin, or its scheme if it has none or if the host is an IPv6 literal, for which CSP has no syntax. */
export function frameSource(address: string): string {
  const url = new URL(address);
  return url.origin === 'null' || url.hostname.startsWith('[') ? url.protocol : url.origin;
}
