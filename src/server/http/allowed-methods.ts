import type { FastifyRequest } from 'fastify';
import type { OpenPaths } from '../../platform/http/open-paths.js';

/** RFC 9110 §10.2.1: the methods that there are for the address of a request; none if there is nothing. */
export function allowedMethods({ server, url }: FastifyRequest, open: OpenPaths): readonly string[] {
  const routed = server.supportedMethods.filter((method) => server.findRoute({ method, url }) !== null);
  return routed.length > 0 && open.has(url) ? [...routed, 'OPTIONS'] : routed;
}
