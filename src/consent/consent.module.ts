import { Module } from '@nestjs/common';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ConsentController } from './consent.controller.js';
import { ConsentEntity } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { ConsentsRepository } from './consents.repository.js';
import { PersonalConsentDto } from './dto/personal-consent.dto.js';
import { PersonalConsents } from './personal-consents.service.js';
import { UserConsentsController } from './user-consents.controller.js';
import { UserConsentsService } from './user-consents.service.js';

/** What users have allowed clients. */
@Declares(
  ENTITIES.of(ConsentEntity),
  PERSONAL_DATA.of({
    section: 'consents',
    description: 'What the user has allowed which client',
    scope: 'consents:read',
    item: PersonalConsentDto,
    provider: PersonalConsents,
  }),
)
@Module({
  imports: [AuthorizationRequestsModule, AuthenticationModule],
  controllers: [ConsentController, UserConsentsController],
  providers: [ConsentsRepository, PersonalConsents, ConsentService, UserConsentsService],
  exports: [ConsentService],
})
export class ConsentModule {}
