import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { BOOTSTRAP_SECTIONS } from '../admin/bootstrap/bootstrap-section.js';
import { SUBJECTS, SubjectIdentifiers } from '../admin/subject-identifiers.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { ALGORITHM_USES } from '../keys/algorithm-uses.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { AttributeUses } from './attribute-uses.js';
import { CLIENT_EVENTS } from './audit-events.js';
import { AUTHENTICATION_METHODS } from './authentication-methods/authentication-method.js';
import { ClientSecretBasic } from './authentication-methods/client-secret-basic.js';
import { ClientSecretJwt } from './authentication-methods/client-secret-jwt.js';
import { ClientSecretPost } from './authentication-methods/client-secret-post.js';
import { None } from './authentication-methods/none.js';
import { PrivateKeyJwt } from './authentication-methods/private-key-jwt.js';
import { BUILT_IN_CLIENTS } from './built-in-client.js';
import { BuiltInClients } from './built-in-clients.js';
import { ClientEntity } from './client.entity.js';
import { ClientAssertionEntity } from './client-assertion.entity.js';
import { ClientAssertionsRepository } from './client-assertions.repository.js';
import { ClientAssertionsService } from './client-assertions.service.js';
import { ClientAuthenticationGuard } from './client-authentication.guard.js';
import { ClientChanges } from './client-changes.service.js';
import { ClientCreation } from './client-creation.service.js';
import { ClientIdentifiers } from './client-identifiers.js';
import { ClientKeysService } from './client-keys.service.js';
import { ClientMetadataValidator } from './client-metadata-validator.js';
import { ClientReviews } from './client-reviews.service.js';
import { ClientSecretEntity } from './client-secret.entity.js';
import { ClientSecretsRepository } from './client-secrets.repository.js';
import { ClientSecretsService } from './client-secrets.service.js';
import { CLIENT_SETTINGS } from './client-settings.js';
import { CLIENT_SOURCES } from './client-source.js';
import { ClientTemplatesController } from './client-templates.controller.js';
import { ClientsController } from './clients.controller.js';
import { CLIENTS_ALGORITHM_USE, CLIENTS_AMONG, ClientsRepository } from './clients.repository.js';
import { ClientsSection } from './clients.section.js';
import { ClientsService } from './clients.service.js';
import { ClientsBootstrap } from './clients-bootstrap.js';
import { ClientsMetadata } from './clients-metadata.js';
import { GRANT_DESCRIPTIONS } from './metadata/grant-description.js';
import { OWN_METADATA } from './metadata/own-metadata.js';
import { SectorVerifier } from './sector-verifier.js';
import { SUBJECT_SECRET, SubjectService } from './subject.service.js';

const authenticationMethods = AUTHENTICATION_METHODS.of(
  ClientSecretBasic,
  ClientSecretPost,
  ClientSecretJwt,
  PrivateKeyJwt,
  None,
);

const sections = BOOTSTRAP_SECTIONS.of(ClientsSection);

/** Registered clients, their administration, and how they authenticate. */
@Global()
@Declares(
  ENTITIES.of(ClientEntity, ClientAssertionEntity, ClientSecretEntity),
  METADATA.of(ClientsMetadata),
  SETTINGS.of(CLIENT_SETTINGS),
  OWN_METADATA,
  SUBJECTS.of({
    of: 'client',
    among: CLIENTS_AMONG,
    builtIn: (declarations) => declarations.all(BUILT_IN_CLIENTS).map(({ clientId }) => clientId),
  }),
  authenticationMethods,
  sections,
  ALGORITHM_USES.of(CLIENTS_ALGORITHM_USE),
  PURGE_RULES.of(
    purgeRule('clients', ClientChanges),
    purgeRule('client_secrets', ClientSecretsRepository),
    purgeRule('client_assertions', ClientAssertionsRepository, 'expires_at'),
  ),
  ADMIN_SCOPES.of(
    { name: 'clients:read', description: 'See the registered applications', roles: ['client-manager'], position: 1 },
    {
      name: 'clients:write',
      description: 'Register, change and remove applications',
      roles: ['client-manager'],
      position: 2,
    },
  ),
  AUDIT_EVENTS.of(...Object.values(CLIENT_EVENTS)),
  SERVER_SECRETS.of(SUBJECT_SECRET),
  COMMANDS.of(() => import('./clients.commands.js')),
)
@Module({
  controllers: [ClientsController, ClientTemplatesController],
  providers: [
    providePeers(AUTHENTICATION_METHODS),
    providePeers(CLIENT_SOURCES),
    providePeers(GRANT_DESCRIPTIONS),
    ...authenticationMethods.items,
    ...sections.items,
    AttributeUses,
    BuiltInClients,
    ClientAssertionsRepository,
    ClientAssertionsService,
    ClientAuthenticationGuard,
    ClientIdentifiers,
    ClientMetadataValidator,
    ClientKeysService,
    ClientSecretsRepository,
    ClientSecretsService,
    ClientChanges,
    ClientCreation,
    ClientReviews,
    ClientsBootstrap,
    ClientsMetadata,
    ClientsRepository,
    ClientsService,
    SectorVerifier,
    SubjectIdentifiers,
    SubjectService,
  ],
  exports: [
    AUTHENTICATION_METHODS.token,
    ClientAuthenticationGuard,
    ClientKeysService,
    ClientMetadataValidator,
    ClientsService,
    SubjectService,
  ],
})
export class ClientsModule {}
