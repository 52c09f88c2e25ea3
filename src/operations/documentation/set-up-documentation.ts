import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type SwaggerCustomOptions, SwaggerModule } from '@nestjs/swagger';
import type { onSendHookHandler } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { describeApi } from './describe-api.js';
import { DOCS_CLIENT, docsRedirectUri, docsScope } from './docs-client.js';
import { KEPT_AUTHORIZATION, KEPT_AUTHORIZATION_SCRIPT } from './kept-authorization.js';

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

/** Files of Swagger UI that its pages ask for, and their types. */
const FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'oauth2-redirect.html': 'text/html; charset=utf-8',
  'oauth2-redirect.js': 'text/javascript; charset=utf-8',
  'favicon-16x16.png': 'image/png',
  'favicon-32x32.png': 'image/png',
} as const;

/**
 * Serves the API's description at `/docs/openapi.json` and Swagger UI at `/docs`.
 * Its "Authorize" signs people in here, by authorization code and PKCE, as the built-in client of the documentation.
 */
export function setUpDocumentation(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (/^\/docs(?:[/?]|$)/.test(request.url)) reply.header('content-security-policy', POLICY);
    done();
  });
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.onSend = shared();
  });
  const folder = swaggerUi();
  for (const [file, type] of Object.entries(FILES))
    fastify.get(`/docs/${file}`, async (_request, reply) => {
      const path = join(folder, file);
      const { size } = await stat(path);
      const headers = { 'content-type': type, 'content-length': size, 'cache-control': 'public, max-age=3600' };
      return reply.headers(headers).send(createReadStream(path));
    });
  fastify.get(KEPT_AUTHORIZATION, (_request, reply) =>
    reply
      .headers({ 'content-type': FILES['swagger-ui-bundle.js'], 'cache-control': 'public, max-age=3600' })
      .send(KEPT_AUTHORIZATION_SCRIPT),
  );
  Documentation.serve(app, config);
}

/** A text that is always the same becomes bytes once: else each client that is slow to read it has a copy in memory. */
function shared(): onSendHookHandler {
  let bytes: Buffer | undefined;
  return (request, reply, payload, done) => {
    if (typeof payload !== 'string' || request.method !== 'GET' || reply.statusCode !== 200) return done(null, payload);
    bytes ??= Buffer.from(payload);
    done(null, bytes);
  };
}

/** The folder with Swagger UI: beside the program that `bundle.js` made, otherwise in its package. */
function swaggerUi(): string {
  const bundled = fileURLToPath(new URL('./assets/swagger-ui', import.meta.url));
  if (existsSync(bundled)) return bundled;
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

/** Serves what is made here. Not by `setup`, for which `@fastify/static` would take 3 MiB of every process. */
class Documentation extends SwaggerModule {
  static serve(app: NestFastifyApplication, config: Config): void {
    const swaggerOptions: SwaggerCustomOptions = {
      customJs: `.${KEPT_AUTHORIZATION}`,
      customSiteTitle: `${config.brand.name} API`,
      swaggerOptions: {
        oauth2RedirectUrl: docsRedirectUri(config.issuer),
        initOAuth: {
          clientId: DOCS_CLIENT.clientId,
          usePkceWithAuthorizationCodeGrant: true,
          // Who signs in gets those that their roles give.
          scopes: [...docsScope(app.get(ResourcesService).adminScopes.names)],
        },
      },
    };
    Documentation.serveDocuments('/docs', 'docs', app.getHttpAdapter(), () => describeApi(app, config.issuer), {
      ui: true,
      raw: ['json'],
      jsonDocumentUrl: '/docs/openapi.json',
      yamlDocumentUrl: '',
      swaggerOptions,
    });
  }
}
