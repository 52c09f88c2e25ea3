import type { FastifyInstance } from 'fastify';

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

/** Fetch standard §3.3: lets those scripts in, and answers their preflight requests. */
export function enableCors(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] as string;
    if (!OPEN_PATHS.has(path) && !path.startsWith(OPEN_PREFIX)) return done();
    reply
      .header('access-control-allow-origin', '*')
      .header('access-control-expose-headers', 'WWW-Authenticate, Retry-After');
    if (request.method !== 'OPTIONS') return done();
    const asked = request.headers['access-control-request-headers'];
    if (asked !== undefined)
      reply.header('access-control-allow-headers', asked).header('vary', 'Access-Control-Request-Headers');
    reply
      .header('access-control-allow-methods', 'GET, POST, PUT, DELETE')
      .header('access-control-max-age', '3600')
      .status(204)
      .send();
  });
}
