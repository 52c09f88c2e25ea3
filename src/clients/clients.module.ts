import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { provideAll } from '../platform/provide-all.js';
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
import { ClientChanges } from './client-changes.service.js';
import { ClientCreation } from './client-creation.service.js';
import { ClientKeysService } from './client-keys.service.js';
import { ClientMetadataValidator } from './client-metadata-validator.js';
import { ClientReviews } from './client-reviews.service.js';
import { ClientSecretEntity } from './client-secret.entity.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { ClientTemplatesController } from './client-templates.controller.js';
import { ClientsController } from './clients.controller.js';
import { ClientsRepository } from './clients.repository.js';
import { ClientsService } from './clients.service.js';
import { ClientsBootstrap } from './clients-bootstrap.js';
import { ClientsPurge } from './clients-purge.js';
import { SectorVerifier } from './sector-verifier.js';
import { SubjectService } from './subject.service.js';
import { SubjectIdentifiers } from './subject-identifiers.repository.js';

/** Registered clients, their administration, and how they authenticate. */
@Global()
@Declares(ENTITIES.of(ClientEntity, ClientAssertionEntity, ClientSecretEntity))
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
    ClientChanges,
    ClientCreation,
    ClientReviews,
    ClientsBootstrap,
    ClientsPurge,
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
