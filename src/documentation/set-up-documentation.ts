import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { DOCS_CLIENT_ID, docsRedirectUri } from '../clients/docs-client.js';
import type { Config } from '../platform/config/config.js';
import { describeApi } from './describe-api.js';

/** Swagger UI sets style attributes and shows images of its own; all scripts are files of this server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the API's description at `/docs/openapi.json` and Swagger UI at `/docs`.
 * Its "Authorize" signs people in here, by authorization code and PKCE, as the built-in client of the documentation.
 */
export function setUpDocumentation(app: NestFastifyApplication, config: Config): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (/^\/docs(?:[/?]|$)/.test(request.url)) reply.header('content-security-policy', POLICY);
      done();
    });
  SwaggerModule.setup('docs', app, () => describeApi(app, config.issuer), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: `${config.brand.name} API`,
    swaggerOptions: {
      oauth2RedirectUrl: docsRedirectUri(config.issuer),
      initOAuth: {
        clientId: DOCS_CLIENT_ID,
        usePkceWithAuthorizationCodeGrant: true,
        scopes: ['openid', 'clients:read', 'clients:write'],
      },
    },
  });
}
