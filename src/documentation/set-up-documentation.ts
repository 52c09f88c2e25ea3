import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { DOCS_CLIENT_ID, docsClient, docsRedirectUri } from '../clients/docs-client.js';
import type { Config } from '../platform/config/config.js';
import { ResourcesService } from '../resources/resources.service.js';

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
  SwaggerModule.setup('docs', app, () => describeApi(app, config), {
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

function describeApi(app: NestFastifyApplication, { issuer, brand }: Config): OpenAPIObject {
  const { scope } = docsClient(issuer);
  const scopes = app.get(ResourcesService).issuer.scopes.filter(({ name }) => scope.includes(name));
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`${brand.name} admin API`)
    .setDescription(
      'Administers the authorization server. It is a protected resource of that server: calls carry an access token whose audience is the issuer.',
    )
    .setVersion('1')
    .addServer(issuer)
    .addOAuth2(
      {
        type: 'oauth2',
        description:
          'Signs you in at this server. The scopes of the admin API are for users with a role: admin gets all, client-manager, user-manager and auditor some.',
        flows: {
          authorizationCode: {
            authorizationUrl: `${issuer}/oauth2/authorize`,
            tokenUrl: `${issuer}/oauth2/token`,
            scopes: Object.fromEntries(scopes.map((scope) => [scope.name, scope.description])),
          },
        },
      },
      'gatehouse',
    )
    .build();
  return SwaggerModule.createDocument(app, description);
}
