import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * What scripts of other origins may call: no cookie counts there, so every origin is welcome.
 * Never the authorization endpoint (RFC 9700 §2.6) nor pages.
 */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/oauth2/jwks',
  '/oauth2/token',
  '/oauth2/userinfo',
  '/oauth2/revoke',
  '/oauth2/register',
]);

/** RFC 7592: a path for each client. */
const OPEN_PREFIX = '/oauth2/register/';

/** Fetch standard §3.3: lets those scripts in. */
export const OPEN_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
} as const;

/** Whether scripts of other origins may call an address. */
export function isOpen(url: string): boolean {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return OPEN_PATHS.has(path) || path.startsWith(OPEN_PREFIX);
}

/** Fetch standard §3.2.2: what those scripts may send. */
export function answerPreflight({ headers }: FastifyRequest, reply: FastifyReply): void {
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined)
    reply.header('access-control-allow-headers', asked).header('vary', 'Access-Control-Request-Headers');
  reply
    .header('access-control-allow-methods', 'GET, POST, PUT, DELETE')
    .header('access-control-max-age', '3600')
    .status(204)
    .send();
}
