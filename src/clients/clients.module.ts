import { Global, Module } from '@nestjs/common';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { provideAll } from '../platform/provide-all.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import { ClientSecretBasic } from './authentication-methods/client-secret-basic.js';
import { ClientSecretJwt } from './authentication-methods/client-secret-jwt.js';
import { ClientSecretPost } from './authentication-methods/client-secret-post.js';
import { None } from './authentication-methods/none.js';
import { PrivateKeyJwt } from './authentication-methods/private-key-jwt.js';
import { ClientEntity } from './client.entity.js';
import { ClientAssertionEntity } from './client-assertion.entity.js';
import { ClientAssertionsRepository } from './client-assertions.repository.js';
import { ClientAssertionsService } from './client-assertions.service.js';
import { ClientAuthenticationGuard } from './client-authentication.guard.js';
import { ClientKeysService } from './client-keys.service.js';
import { ClientMetadataValidator } from './client-metadata-validator.js';
import { ClientSecretEntity } from './client-secret.entity.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { ClientTemplatesController } from './client-templates.controller.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import { ClientsBootstrap } from './clients-bootstrap.js';
import { SectorVerifier } from './sector-verifier.js';
import { SUBJECT_SECRET, SubjectService } from './subject.service.js';
import { SubjectIdentifiers } from './subject-identifiers.repository.js';

/** Registered clients, their administration, and how they authenticate. */
@Global()
@Declares(
  ENTITIES.of(ClientEntity, ClientAssertionEntity, ClientSecretEntity),
  PURGE_RULES.of(
    purgeRule('clients', ClientsService, (clients, now, limit) => clients.purgeUnused(now, limit)),
    purgeRule('client_secrets', ClientsRepository, (clients, now, limit) => clients.purgeSecrets(now, limit)),
    purgeRule('client_assertions', ClientAssertionsRepository, (assertions, now, limit) =>
      assertions.purge(now, limit),
    ),
  ),
  SERVER_SECRETS.of(SUBJECT_SECRET),
)
@Module({
  controllers: [ClientsController, ClientTemplatesController],
  providers: [
    ...provideAll<AuthenticationMethod>(AUTHENTICATION_METHODS, [
      ClientSecretBasic,
      ClientSecretPost,
      ClientSecretJwt,
      PrivateKeyJwt,
      None,
    ]),
    ClientAssertionsRepository,
    ClientAssertionsService,
    ClientAuthenticationGuard,
    ClientMetadataValidator,
    ClientKeysService,
    ClientSecretsService,
    ClientsBootstrap,
    ClientsRepository,
    ClientsService,
    SectorVerifier,
    SubjectIdentifiers,
    SubjectService,
  ],
  exports: [
    AUTHENTICATION_METHODS,
    ClientAuthenticationGuard,
    ClientKeysService,
    ClientsService,
    SubjectIdentifiers,
    SubjectService,
  ],
})
export class ClientsModule {}
