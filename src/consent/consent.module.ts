import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ConsentController } from './consent.controller.js';
import { ConsentEntity } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { ConsentDecisions } from './consent-decisions.service.js';
import { ConsentsRepository } from './consents.repository.js';
import { UserConsentsController } from './user-consents.controller.js';
import { UserConsentsService } from './user-consents.service.js';

/** What users have allowed clients. */
@Declares(ENTITIES.of(ConsentEntity))
@Module({
  imports: [AuthorizationRequestsModule, AuthenticationModule],
  controllers: [ConsentController, UserConsentsController],
  providers: [ConsentsRepository, ConsentService, ConsentDecisions, UserConsentsService],
  exports: [ConsentService],
})
export class ConsentModule {}
