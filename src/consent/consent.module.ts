import { Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { CONSENT_GROUND } from '../authorizations/grounds.js';
import { CLIENT_USES } from '../clients/client-uses.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { CONSENT_EVENTS } from './audit-events.js';
import { ConsentController } from './consent.controller.js';
import { ConsentEntity } from './consent.entity.js';
import { ConsentService } from './consent.service.js';
import { ConsentDecisions } from './consent-decisions.service.js';
import { ConsentsRepository, consentGround, consentToClient } from './consents.repository.js';
import { PersonalConsentDto } from './dto/personal-consent.dto.js';
import { PersonalConsents } from './personal-consents.service.js';
import { UserConsentsController } from './user-consents.controller.js';
import { UserConsentsService } from './user-consents.service.js';

/** What users have allowed clients. */
@Declares(
  ENTITIES.of(ConsentEntity),
  CONSENT_GROUND.of(consentGround),
  CLIENT_USES.of(consentToClient),
  ADMIN_SCOPES.of(
    {
      name: 'consents:read',
      description: 'See what users have allowed applications',
      roles: ['user-manager'],
      position: 9,
    },
    {
      name: 'consents:write',
      description: 'Withdraw what users have allowed applications',
      roles: ['user-manager'],
      position: 10,
    },
  ),
  AUDIT_EVENTS.of(...Object.values(CONSENT_EVENTS)),
  PERSONAL_DATA.of({
    section: 'consents',
    description: 'What the user has allowed which client',
    scope: 'consents:read',
    item: PersonalConsentDto,
    provider: PersonalConsents,
  }),
  COMMANDS.of(() => import('./consents.commands.js')),
)
@Module({
  imports: [AuthorizationRequestsModule, AuthenticationModule],
  controllers: [ConsentController, UserConsentsController],
  providers: [ConsentsRepository, PersonalConsents, ConsentService, ConsentDecisions, UserConsentsService],
  exports: [ConsentService],
})
export class ConsentModule {}
