import type { FastifyReply } from 'fastify';
import { PeerKind } from '../../platform/peers.js';
import type { Onward } from '../../ui/leaving-page.js';

/** The parameters of an authorization response. */
export type ResponseParameters = Readonly<Record<string, string>>;

/** One way to bring an authorization response to the client (OAuth 2.0 Multiple Response Types §2.1). */
export interface ResponseMode {
  readonly name: string;
  /** What brings the response to the client: a link, or a form. */
  onward(redirectUri: string, parameters: ResponseParameters): Onward;
  /** Brings it there at once. */
  send(reply: FastifyReply, redirectUri: string, parameters: ResponseParameters): void;
}

/** The response modes that rooms declare. */
export const RESPONSE_MODES = new PeerKind<ResponseMode>('response modes', ({ name }) => [name]);

/** RFC 9700 §4.12: 303 makes the browser go on with GET, so that a posted form is never sent to the client. */
export function redirect(reply: FastifyReply, location: string): void {
  const status = reply.request.method === 'GET' ? 302 : 303;
  reply.status(status).header('cache-control', 'no-store').header('location', location).send();
}
