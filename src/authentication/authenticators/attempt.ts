import type { FastifyRequest } from 'fastify';
import { requestFacts } from '../../platform/http/request-facts.js';
import { type Authenticator, type Proof, proofBy } from './authenticator.js';

/** Has an authenticator verify what was submitted; false, as passport wants it, if that proves nothing. */
export async function attempt(authenticator: Authenticator, request: FastifyRequest): Promise<Proof | false> {
  const { body: form, cookies: sent } = request;
  const user = await authenticator.verify({ form, sent, facts: requestFacts(request) });
  return user !== undefined && proofBy(authenticator, user);
}
