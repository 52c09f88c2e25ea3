import type { FastifyRequest } from 'fastify';
import { InvalidRequest } from '../../oauth/oauth-error.js';

/**
 * RFC 6749 §3.1 and §3.2: parameters in a body come as a form.
 * @throws InvalidRequest where the body is something else
 */
export function formBody({ headers, body }: Pick<FastifyRequest, 'headers' | 'body'>): unknown {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');
  if (isForm || body === undefined || body === null) return body;
  throw new InvalidRequest('send the parameters as application/x-www-form-urlencoded');
}
