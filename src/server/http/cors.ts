import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Client } from '../../clients/client.js';

/** Fetch standard §3.3: lets in scripts of every origin, as long as they let the browser send no cookies. */
export const OPEN_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, Retry-After, X-Request-Id',
} as const;

/**
 * Fetch standard §3.2.5: scripts of a client's own pages may read the answer even if they let the browser send cookies, as
 * keycloak-js does. Those count for nothing on open addresses; still, no other origin may do so.
 * @param client that the request has proven to come from, or whose access token it carries
 */
export function admitOwnPages(reply: FastifyReply, origin: string, { metadata }: Pick<Client, 'metadata'>): void {
  reply.header('vary', 'Origin');
  if (!metadata.redirect_uris.some((uri) => webOriginOf(uri) === origin)) return;
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' });
}

/** Undefined for a private-use scheme: its origin is `null`, as that of any sandboxed page. */
function webOriginOf(uri: string): string | undefined {
  return /^https?:/i.test(uri) && URL.canParse(uri) ? new URL(uri).origin : undefined;
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
