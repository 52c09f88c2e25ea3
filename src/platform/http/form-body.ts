import type { FastifyRequest } from 'fastify';
import { InvalidRequest } from '../../oauth/oauth-error.js';

type Posted = Pick<FastifyRequest, 'headers' | 'body'>;

/** Whether the body is a form, or there is none. */
export function isForm({ headers, body }: Posted): boolean {
  const isUrlEncoded = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');
  return isUrlEncoded || body === undefined;
}

/**
 * RFC 6749 §3.1 and §3.2: parameters in a body come as a form.
 * @throws InvalidRequest if the body is something else
 */
export function formBody(request: Posted): unknown {
  if (isForm(request)) return request.body;
  throw new InvalidRequest('send the parameters as application/x-www-form-urlencoded');
}
