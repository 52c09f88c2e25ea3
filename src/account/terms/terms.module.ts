import { Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../../admin/admin-scope.js';
import { BOOTSTRAP_SECTIONS } from '../../admin/bootstrap/bootstrap-section.js';
import { PERSONAL_DATA } from '../../admin/personal-data.js';
import { COMMANDS } from '../../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../../audit/audit-event-type.js';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { REQUIRED_ACTIONS } from '../../authentication/required-actions/required-action.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { TERMS_EVENTS } from './audit-events.js';
import { AcceptanceDto } from './dto/terms.dto.js';
import { PersonalTerms } from './personal-terms.service.js';
import { TermsAction } from './terms.action.js';
import { TermsController } from './terms.controller.js';
import { TermsEntity } from './terms.entity.js';
import { TermsRepository } from './terms.repository.js';
import { TermsSection } from './terms.section.js';
import { TermsService } from './terms.service.js';
import { TermsAcceptanceEntity } from './terms-acceptance.entity.js';
import { TermsAdministrationController } from './terms-administration.controller.js';

const requiredActions = REQUIRED_ACTIONS.of(TermsAction);
const sections = BOOTSTRAP_SECTIONS.of(TermsSection);

/** The terms of use, and who has accepted them. */
@Declares(
  ENTITIES.of(TermsEntity, TermsAcceptanceEntity),
  requiredActions,
  sections,
  ADMIN_SCOPES.of(
    { name: 'terms:read', description: 'See the terms of use, and who has accepted them', roles: ['user-manager'] },
    { name: 'terms:write', description: 'Publish terms of use that everyone has to accept' },
  ),
  AUDIT_EVENTS.of(...Object.values(TERMS_EVENTS)),
  PERSONAL_DATA.of({
    section: 'terms',
    description: 'Which terms of use the user has accepted',
    scope: 'terms:read',
    item: AcceptanceDto,
    provider: PersonalTerms,
  }),
  COMMANDS.of(() => import('./terms.commands.js')),
)
@Module({
  imports: [AuthenticationModule],
  controllers: [TermsController, TermsAdministrationController],
  providers: [TermsRepository, TermsService, PersonalTerms, ...requiredActions.items, ...sections.items],
  exports: [TermsService],
})
export class TermsModule {}
