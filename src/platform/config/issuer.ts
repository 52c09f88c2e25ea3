import { isLoopback } from '../../oauth/redirect-uri.js';

/**
 * What is wrong with an issuer URL, or undefined if nothing is.
 * RFC 8414 §2: https, no query, no fragment. Plain http is accepted for loopback hosts only.
 */
export function issuerProblem(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return `must be an absolute URL such as https://login.example.com, not "${issuer}"`;
  const url = new URL(issuer);
  if (issuer.endsWith('/')) return 'must not end with a slash';
  if (url.search !== '' || url.hash !== '' || issuer.includes('?')) return 'must not have a query or a fragment';
  if (url.username !== '' || url.password !== '') return 'must not carry user information';
  if (url.pathname !== '/') return 'must not have a path; give the server a host name of its own';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return undefined;
  return 'must use https; plain http is accepted for loopback hosts only';
}
