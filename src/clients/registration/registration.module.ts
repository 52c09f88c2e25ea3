import { Module } from '@nestjs/common';
import { COMMANDS } from '../../admin/terminal/command-line.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { ClientsModule } from '../clients.module.js';
import { InitialAccessTokenEntity } from './initial-access-token.entity.js';
import { InitialAccessTokensController } from './initial-access-tokens.controller.js';
import { InitialAccessTokensRepository } from './initial-access-tokens.repository.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationService } from './registration.service.js';

/** Dynamic client registration and the tokens that allow it. */
@Declares(
  ENTITIES.of(InitialAccessTokenEntity),
  COMMANDS.of(() => import('./initial-access-tokens.commands.js')),
)
@Module({
  imports: [ClientsModule],
  controllers: [RegistrationController, InitialAccessTokensController],
  providers: [InitialAccessTokensRepository, InitialAccessTokensService, RegistrationService],
})
export class RegistrationModule {}
