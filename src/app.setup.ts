import cookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setUpDocumentation } from './documentation/set-up-documentation.js';
import { closeConnectionsWhenStopping } from './graceful-stop.js';
import { CONFIG, type Config } from './platform/config/config.js';
import { enableCors } from './platform/http/cors.js';
import { OAuthErrorFilter } from './platform/http/oauth-error.filter.js';
import { Pages } from './platform/http/pages.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { Metrics } from './platform/metrics.js';

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

/** The settings of the HTTP edge, shared by the server, by hosts that embed it, and by the tests. */
export async function setUpApp(app: NestFastifyApplication): Promise<void> {
  const config = app.get<Config>(CONFIG);
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(cookie);
  enableCors(fastify);
  app.get(Metrics).watch(fastify);
  // RFC 7396: bodies of PATCH; parsed as strictly as any other JSON.
  if (!fastify.hasContentTypeParser('application/merge-patch+json')) {
    fastify.addContentTypeParser(
      'application/merge-patch+json',
      { parseAs: 'string' },
      fastify.getDefaultJsonParser('error', 'error'),
    );
  }
  const headers = {
    ...SECURITY_HEADERS,
    ...(config.issuer.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  closeConnectionsWhenStopping(fastify);
  app.useGlobalFilters(new ProblemFilter(app.get(Pages)), new OAuthErrorFilter(config));
  if (config.docsEnabled) setUpDocumentation(app, config);
}
