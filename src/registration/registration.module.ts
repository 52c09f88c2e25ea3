import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { InitialAccessTokensController } from './initial-access-tokens.controller.js';
import { InitialAccessTokensRepository } from './initial-access-tokens.repository.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationService } from './registration.service.js';

/** Dynamic client registration and the tokens that allow it. */
@Module({
  imports: [SessionsModule],
  controllers: [RegistrationController, InitialAccessTokensController],
  providers: [InitialAccessTokensRepository, InitialAccessTokensService, RegistrationService],
})
export class RegistrationModule {}
