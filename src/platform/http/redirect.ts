import type { FastifyReply } from 'fastify';

/** Sends the browser on with GET, after any method (RFC 9110 §15.4.4); never cached. */
export function seeOther(reply: FastifyReply, location: string): void {
  reply.header('cache-control', 'no-store').redirect(location, 303);
}
