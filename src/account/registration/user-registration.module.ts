import { Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../../admin/admin-scope.js';
import { PERSONAL_DATA } from '../../admin/personal-data.js';
import { COMMANDS } from '../../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../../audit/audit-event-type.js';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { SIGN_IN_LINKS } from '../../authentication/login/sign-in-link.js';
import { AuthorizationRequestsModule } from '../../authorization-requests/authorization-requests.module.js';
import { ClientsModule } from '../../clients/clients.module.js';
import { MAIL_TEMPLATES } from '../../mail/mail-template.js';
import { SETTINGS } from '../../platform/config/room-settings.js';
import { ENDED_AFTER_RESTORE } from '../../platform/database/after-restore.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../../platform/schedule/purge-rule.js';
import { TermsModule } from '../terms/terms.module.js';
import { ApprovalNotices } from './approvals/approval-notices.service.js';
import { OwnRegistrationDto } from './approvals/dto/registration.dto.js';
import { RegistrationApprovalEntity } from './approvals/registration-approval.entity.js';
import { RegistrationApprovalsRepository } from './approvals/registration-approvals.repository.js';
import { RegistrationApprovals } from './approvals/registration-approvals.service.js';
import { RegistrationsController } from './approvals/registrations.controller.js';
import { USER_REGISTRATION_EVENTS } from './audit-events.js';
import { FormAdmission } from './form/form-admission.js';
import { FormTime } from './form/form-time.js';
import { RegisterController } from './form/register.controller.js';
import { RegisterPresenter } from './form/register.presenter.js';
import { RegisterLink } from './form/register-link.js';
import { RegistrationAnswers } from './form/registration-answers.js';
import { RegistrationInvitationEntity } from './invitations/registration-invitation.entity.js';
import { RegistrationInvitationsController } from './invitations/registration-invitations.controller.js';
import {
  REMOVE_ALL_INVITATIONS,
  RegistrationInvitationsRepository,
} from './invitations/registration-invitations.repository.js';
import { RegistrationInvitations } from './invitations/registration-invitations.service.js';
import { MailedRegistrations } from './pending/mailed-registrations.service.js';
import { PendingRegistrationEntity } from './pending/pending-registration.entity.js';
import { PendingRegistrationsRepository, REMOVE_ALL_PENDING } from './pending/pending-registrations.repository.js';
import { PendingRegistrations } from './pending/pending-registrations.service.js';
import { RegistrationCookie } from './pending/registration-cookie.js';
import {
  CONFIRM_REGISTRATION,
  REGISTERED_ALREADY,
  REGISTRATION_APPROVED,
  REGISTRATION_REFUSED,
} from './pending/registration-mails.js';
import { RegistrationPolicy } from './registration-policy.service.js';
import { Registrations } from './registrations.service.js';
import { USER_REGISTRATION_SETTINGS } from './user-registration-settings.js';
import { VerificationController } from './verification/verification.controller.js';

const signInLinks = SIGN_IN_LINKS.of(RegisterLink);

/** People who make accounts themselves. */
@Declares(
  ENTITIES.of(RegistrationInvitationEntity, PendingRegistrationEntity, RegistrationApprovalEntity),
  SETTINGS.of(USER_REGISTRATION_SETTINGS),
  signInLinks,
  ENDED_AFTER_RESTORE.of(
    { name: 'links', statement: REMOVE_ALL_INVITATIONS },
    { name: 'links', statement: REMOVE_ALL_PENDING },
  ),
  MAIL_TEMPLATES.of(CONFIRM_REGISTRATION, REGISTERED_ALREADY, REGISTRATION_APPROVED, REGISTRATION_REFUSED),
  PURGE_RULES.of(
    purgeRule('registration_invitations', RegistrationInvitationsRepository, 'expires_at'),
    purgeRule('pending_registrations', PendingRegistrationsRepository, 'expires_at'),
  ),
  ADMIN_SCOPES.of(
    { name: 'registrations:read', description: 'See who may register, and who has', roles: ['user-manager'] },
    {
      name: 'registrations:write',
      description: 'Invite people to register, and approve accounts',
      roles: ['user-manager'],
    },
  ),
  AUDIT_EVENTS.of(...Object.values(USER_REGISTRATION_EVENTS)),
  PERSONAL_DATA.of({
    section: 'registration',
    description: 'Since when the account waits for an administrator to approve it',
    scope: 'registrations:read',
    item: OwnRegistrationDto,
    provider: RegistrationApprovals,
  }),
  COMMANDS.of(
    () => import('./invitations/registration-invitations.commands.js'),
    () => import('./approvals/registrations.commands.js'),
  ),
)
@Module({
  imports: [AuthenticationModule, AuthorizationRequestsModule, ClientsModule, TermsModule],
  controllers: [RegisterController, VerificationController, RegistrationInvitationsController, RegistrationsController],
  providers: [
    ApprovalNotices,
    RegistrationApprovals,
    RegistrationApprovalsRepository,
    FormAdmission,
    FormTime,
    MailedRegistrations,
    PendingRegistrations,
    PendingRegistrationsRepository,
    RegistrationAnswers,
    RegistrationCookie,
    RegisterPresenter,
    RegistrationInvitations,
    RegistrationInvitationsRepository,
    RegistrationPolicy,
    Registrations,
    ...signInLinks.items,
  ],
  exports: [RegistrationPolicy],
})
export class UserRegistrationModule {}
