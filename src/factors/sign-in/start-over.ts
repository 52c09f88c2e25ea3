import type { FastifyReply } from 'fastify';
import { ADD_ACCOUNT, loginPath } from '../../authentication/login/interactions.js';
import { seeOther } from '../../platform/http/redirect.js';

/** A page that goes on with the parked request. */
export function withReference(path: string, reference: string): string {
  return reference === '' ? path : `${path}?${new URLSearchParams({ request: reference })}`;
}

/** The person signs in again: what was proven has ended, or was used. */
export function startOver(reply: FastifyReply, reference: string): void {
  seeOther(reply, reference === '' ? ADD_ACCOUNT : loginPath(reference));
}
