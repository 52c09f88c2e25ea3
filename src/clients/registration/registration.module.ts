import { Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../../admin/admin-scope.js';
import { COMMANDS } from '../../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../../audit/audit-event-type.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { METADATA } from '../../platform/metadata/server-metadata.js';
import { PURGE_RULES, purgeRule } from '../../platform/schedule/purge-rule.js';
import { ClientsModule } from '../clients.module.js';
import { REGISTRATION_EVENTS } from './audit-events.js';
import { InitialAccessTokenEntity } from './initial-access-token.entity.js';
import { InitialAccessTokensController } from './initial-access-tokens.controller.js';
import { InitialAccessTokensRepository } from './initial-access-tokens.repository.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationService } from './registration.service.js';
import { RegistrationMetadata } from './registration-metadata.js';
import { RegistrationScopes } from './registration-scopes.js';

/** Dynamic client registration and the tokens that allow it. */
@Declares(
  ENTITIES.of(InitialAccessTokenEntity),
  PURGE_RULES.of(purgeRule('initial_access_tokens', InitialAccessTokensRepository)),
  ADMIN_SCOPES.of(
    {
      name: 'initial-access-tokens:read',
      description: 'See who may register applications',
      roles: ['client-manager'],
      position: 3,
    },
    {
      name: 'initial-access-tokens:write',
      description: 'Let others register applications',
      roles: ['client-manager'],
      position: 4,
    },
  ),
  AUDIT_EVENTS.of(...Object.values(REGISTRATION_EVENTS)),
  METADATA.of(RegistrationMetadata),
  COMMANDS.of(() => import('./initial-access-tokens.commands.js')),
)
@Module({
  imports: [ClientsModule],
  controllers: [RegistrationController, InitialAccessTokensController],
  providers: [
    InitialAccessTokensRepository,
    InitialAccessTokensService,
    RegistrationMetadata,
    RegistrationScopes,
    RegistrationService,
  ],
})
export class RegistrationModule {}
