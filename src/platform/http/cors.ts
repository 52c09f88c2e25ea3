import cors from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * What scripts of other origins may call: no cookie counts there, so every origin is welcome.
 * Never the authorization endpoint (RFC 9700 §2.6) nor pages.
 */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/oauth2/jwks',
  '/oauth2/token',
  '/oauth2/userinfo',
  '/oauth2/revoke',
]);

export async function enableCors(app: NestFastifyApplication): Promise<void> {
  await app.register(cors, {
    delegator: (request, callback) => {
      const open = OPEN_PATHS.has(request.url.split('?', 1)[0] as string);
      callback(
        null,
        open
          ? { origin: '*', methods: ['GET', 'POST'], exposedHeaders: ['WWW-Authenticate'], maxAge: 3600 }
          : { origin: false },
      );
    },
  });
}
