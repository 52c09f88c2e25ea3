import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What the audit log and the throttles want to know of a request. */
export interface RequestFacts {
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
  /** The client whose access token came with it, if one did. */
  readonly clientId?: string;
}

/** The same, computed only if something is to be recorded. */
export type LazyRequestFacts = () => RequestFacts;

export function requestFacts(request: FastifyRequest): RequestFacts {
  return { address: addressOf(request), userAgent: request.headers['user-agent'], requestId: request.id };
}

/** Where the request comes from, as far as trusted proxies say; what they pass on may not be an address at all. */
export function addressOf({ ip, socket }: FastifyRequest): string {
  return isIP(ip) > 0 ? ip : (socket.remoteAddress ?? '');
}
