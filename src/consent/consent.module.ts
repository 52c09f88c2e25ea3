import { Module } from '@nestjs/common';
import { RequestsModule } from '../requests/requests.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ConsentController } from './consent.controller.js';
import { ConsentService } from './consent.service.js';
import { ConsentsRepository } from './consents.repository.js';
import { UserConsentsController } from './user-consents.controller.js';
import { UserConsentsService } from './user-consents.service.js';

/** What users have allowed clients. */
@Module({
  imports: [RequestsModule, SessionsModule],
  controllers: [ConsentController, UserConsentsController],
  providers: [ConsentsRepository, ConsentService, UserConsentsService],
  exports: [ConsentService],
})
export class ConsentModule {}
