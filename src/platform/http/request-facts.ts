import type { FastifyRequest } from 'fastify';

/** What the audit log and the throttles want to know of a request. */
export interface RequestFacts {
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
}

export function requestFacts(request: FastifyRequest): RequestFacts {
  return { address: request.ip, userAgent: request.headers['user-agent'], requestId: request.id };
}
