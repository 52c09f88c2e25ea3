import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Client } from '../../clients/client.js';
import type { ClientsService } from '../../clients/clients.service.js';
import type { Config } from '../../platform/config/config.js';
import type { OpenPaths } from '../../platform/http/open-paths.js';
import { tokenOf } from '../../resource-server/current-token.js';
import { admitOwnPages, answerPreflight, OPEN_HEADERS } from './cors.js';

/**
 * Headers of every answer; pages replace the content security policy by their own. No `Cross-Origin-Opener-Policy`:
 * it would cut an app off from the window in which it lets a person sign in.
 */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** By which every answer says what the log and the audit log call its request. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** The headers of every answer; `open`: with those that let scripts of other origins in. */
export function edgeHeaders({ issuer }: Pick<Config, 'issuer'>) {
  const closed: Readonly<Record<string, string>> = {
    ...SECURITY_HEADERS,
    ...(issuer.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
  return { closed, open: { ...closed, ...OPEN_HEADERS } };
}

/**
 * Sends them, and answers preflight requests. An answer that says that the server failed sets no cookie: a browser that sends
 * the request again is to be known as before.
 */
export function sendEdgeHeaders(
  fastify: FastifyInstance,
  config: Pick<Config, 'issuer'>,
  openPaths: OpenPaths,
  clients: Pick<ClientsService, 'find'>,
): void {
  const { closed, open } = edgeHeaders(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    const mayCall = openPaths.has(request.url);
    reply.headers(mayCall ? open : closed).header(REQUEST_ID_HEADER, request.id);
    if (mayCall && request.method === 'OPTIONS') answerPreflight(request, reply);
    else done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= 500) reply.removeHeader('set-cookie');
    const { origin } = request.headers;
    if (origin === undefined || !reply.hasHeader('access-control-allow-origin')) done(null, payload);
    else
      void clientOf(request, clients)
        .catch(() => undefined) // the answer is what counts
        .then((client) => {
          if (client) admitOwnPages(reply, origin, client);
          done(null, payload);
        });
  });
}

async function clientOf(request: FastifyRequest, clients: Pick<ClientsService, 'find'>): Promise<Client | undefined> {
  if (request.authenticated) return request.authenticated.client;
  const token = tokenOf(request);
  return token && clients.find(token.client_id);
}
