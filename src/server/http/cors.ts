import type { FastifyReply, FastifyRequest } from 'fastify';

/** Fetch standard §3.3: lets in scripts of every origin. No cookie counts there, so all are welcome. */
export const OPEN_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
} as const;

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
