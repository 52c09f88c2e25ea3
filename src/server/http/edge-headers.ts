import type { FastifyInstance } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import type { OpenPaths } from '../../platform/http/open-paths.js';
import { answerPreflight, OPEN_HEADERS } from './cors.js';

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

/** The headers of every answer; `open`: with those that let scripts of other origins in. */
export function edgeHeaders({ issuer }: Pick<Config, 'issuer'>) {
  const closed: Readonly<Record<string, string>> = {
    ...SECURITY_HEADERS,
    ...(issuer.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
  return { closed, open: { ...closed, ...OPEN_HEADERS } };
}

/**
 * Sends them, and answers preflight requests. An answer that says that the server failed sets no cookie: whoever sends
 * the request again is to be known as before.
 */
export function sendEdgeHeaders(fastify: FastifyInstance, config: Pick<Config, 'issuer'>, openPaths: OpenPaths): void {
  const { closed, open } = edgeHeaders(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    const mayCall = openPaths.has(request.url);
    reply.headers(mayCall ? open : closed);
    if (mayCall && request.method === 'OPTIONS') answerPreflight(request, reply);
    else done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode >= 500) reply.removeHeader('set-cookie');
    done(null, payload);
  });
}
