import { isLoopback } from '../../oauth/redirect-uri.js';

/** Segments of a path that browsers, proxies and clients leave as they are (RFC 3986 §2.3). */
const PATH = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/;

/**
 * What is wrong with an issuer URL, or undefined if nothing is.
 * RFC 8414 §2: https, no query, no fragment. Plain http is accepted for loopback hosts only.
 * @param insecure whether plain http is accepted for any host
 */
export function issuerProblem(issuer: string, insecure = false): string | undefined {
  if (!URL.canParse(issuer)) return `must be an absolute URL such as https://login.example.com, not "${issuer}"`;
  const url = new URL(issuer);
  if (issuer.includes('#')) return 'must not have a fragment (#)';
  if (issuer.includes('?')) return 'must not have a query (?)';
  if (issuer.endsWith('/')) return `must not end with a slash: write ${issuer.replace(/\/+$/, '')}`;
  if (url.username !== '' || url.password !== '') return 'must not carry user information';
  if (!PATH.test(issuerPath(issuer)))
    return 'must have a path of letters, digits and -._~ between single slashes only, such as https://example.com/auth';
  // Whether cookies are `Secure` depends on how it begins.
  if (!issuer.startsWith(url.protocol)) return `must begin with ${url.protocol}// in small letters`;
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (insecure || isLoopback(url)))) return undefined;
  return url.protocol === 'http:'
    ? 'must use https; plain http is accepted for loopback hosts only, and in containers and tests with INSECURE_ISSUER=true'
    : 'must use https';
}

/** Whether people reach the server by plain http from other machines, which INSECURE_ISSUER alone allows. */
export function isInsecure(issuer: string): boolean {
  return issuer.startsWith('http:') && !isLoopback(new URL(issuer));
}

/** The path of an issuer URL, such as `/auth`; empty if it has none. */
export function issuerPath(issuer: string): string {
  const start = issuer.indexOf('/', issuer.indexOf('//') + 2);
  return start < 0 ? '' : issuer.slice(start);
}
