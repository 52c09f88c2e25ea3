import { Global, Module } from '@nestjs/common';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { ACCOUNT_PAGES } from '../authentication/account-pages/account-page-entry.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { AUTHENTICATORS } from '../authentication/authenticators/authenticator.js';
import { RECOVERY_WAYS } from '../authentication/recovery/recovery-way.js';
import { REQUIRED_ACTIONS } from '../authentication/required-actions/required-action.js';
import { AuthorizationRequestsModule } from '../authorization-requests/authorization-requests.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { MAIL_TEMPLATES } from '../mail/mail-template.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { providePeers } from '../platform/peers.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { SCOPE_STRENGTH } from '../resource-server/scope-strength.js';
import { DECLARABLE_FACTORS } from '../users/declared-factor.js';
import { FactorsController } from './account/factors.controller.js';
import { FactorsEntry } from './account/factors.entry.js';
import { FactorDto } from './administration/dto/factor.dto.js';
import { PersonalFactors } from './administration/personal-factors.service.js';
import { UserFactorsController } from './administration/user-factors.controller.js';
import { UserFactors } from './administration/user-factors.service.js';
import { FACTOR_EVENTS } from './audit-events.js';
import { CodeController } from './codes/code.controller.js';
import { CodeAttempts } from './codes/code-attempts.service.js';
import { CODE_FACTORS } from './codes/code-factor.js';
import { OwnDevicesController } from './devices/own-devices.controller.js';
import { RememberedDeviceEntity } from './devices/remembered-device.entity.js';
import { REMOVE_ALL_DEVICES, RememberedDevicesRepository } from './devices/remembered-devices.repository.js';
import { RememberedDevices } from './devices/remembered-devices.service.js';
import { EmailFactor } from './email/email.factor.js';
import { EmailCodeEntity } from './email/email-code.entity.js';
import { EmailCodesRepository } from './email/email-codes.repository.js';
import { EMAIL_CODE_MAIL, EMAIL_CODE_SECRET, EmailCodes } from './email/email-codes.service.js';
import { EmailSetupController } from './email/email-setup.controller.js';
import { Enrollers } from './enrolment/enrollers.js';
import { Enrolling } from './enrolment/enrolling.service.js';
import { EnrolmentPages } from './enrolment/enrolment-pages.presenter.js';
import { FactorProofs } from './enrolment/factor-proofs.js';
import { Enrolments } from './enrolments.service.js';
import { FactorEntity } from './factor.entity.js';
import { FACTORS } from './factor.js';
import { FactorMetrics } from './factor-metrics.js';
import { FACTOR_NOTICES, FactorRecords } from './factor-records.service.js';
import { FACTOR_SETTINGS } from './factor-settings.js';
import { FactorUndos } from './factor-undos.service.js';
import { FactorsRepository } from './factors.repository.js';
import { ReachableLevels } from './levels/reachable-levels.js';
import { AdminStrength } from './policy/admin-strength.service.js';
import { SecondFactorPolicy } from './policy/second-factor-policy.service.js';
import { SECOND_FACTOR_SETTINGS } from './policy/second-factor-settings.js';
import { ImportedCodes } from './recovery/imported-codes.service.js';
import { RecoveryCodeEntity } from './recovery/recovery-code.entity.js';
import { RecoveryCodePasswordController } from './recovery/recovery-code-password.controller.js';
import { RecoveryCodePasswords } from './recovery/recovery-code-passwords.service.js';
import { RecoveryCodeWay } from './recovery/recovery-code-way.js';
import { RecoveryCodesController } from './recovery/recovery-codes.controller.js';
import { RecoveryCodesFactor } from './recovery/recovery-codes.factor.js';
import { RecoveryCodesRepository } from './recovery/recovery-codes.repository.js';
import { RECOVERY_SECRET, RecoveryCodes } from './recovery/recovery-codes.service.js';
import { SecondFactorAction } from './sign-in/second-factor.action.js';
import { SecondFactorController } from './sign-in/second-factor.controller.js';
import { SecondFactorChoices } from './sign-in/second-factor-choices.service.js';
import { SecondFactorSteps } from './sign-in/second-factor-steps.service.js';
import { ImportedApps } from './totp/imported-apps.service.js';
import { TotpFactor } from './totp/totp.factor.js';
import { TotpSecretEntity } from './totp/totp-secret.entity.js';
import { TotpSecretsRepository } from './totp/totp-secrets.repository.js';
import { TotpSecrets } from './totp/totp-secrets.service.js';
import { TotpSetupController } from './totp/totp-setup.controller.js';

const codeFactors = CODE_FACTORS.of(TotpFactor, EmailFactor, RecoveryCodesFactor);
const declarable = DECLARABLE_FACTORS.of(ImportedApps, ImportedCodes);
const accountPages = ACCOUNT_PAGES.of(FactorsEntry);
const recoveryWays = RECOVERY_WAYS.of(RecoveryCodeWay);
const requiredActions = REQUIRED_ACTIONS.of(SecondFactorAction);

/** By what people prove, beside the password, who they are. Global, because the bearer guard of every module asks it. */
@Global()
@Declares(
  ENTITIES.of(FactorEntity, TotpSecretEntity, RecoveryCodeEntity, RememberedDeviceEntity, EmailCodeEntity),
  codeFactors,
  declarable,
  accountPages,
  recoveryWays,
  requiredActions,
  AUDIT_EVENTS.of(...Object.values(FACTOR_EVENTS)),
  SERVER_SECRETS.of(RECOVERY_SECRET, EMAIL_CODE_SECRET),
  SETTINGS.of(FACTOR_SETTINGS, SECOND_FACTOR_SETTINGS),
  MAIL_TEMPLATES.of(...Object.values(FACTOR_NOTICES), EMAIL_CODE_MAIL),
  ENDED_AFTER_RESTORE.of({ name: 'links', statement: REMOVE_ALL_DEVICES }),
  PURGE_RULES.of(
    purgeRule('email_codes', EmailCodesRepository, 'expires_at'),
    purgeRule('remembered_devices', RememberedDevicesRepository, 'expires_at'),
  ),
  PERSONAL_DATA.of({
    section: 'factors',
    description: 'What the user has set up to prove who they are, without secrets',
    scope: 'users:read',
    item: FactorDto,
    provider: PersonalFactors,
  }),
  COMMANDS.of(() => import('./administration/factors.commands.js')),
  METADATA.of(ReachableLevels),
)
@Module({
  imports: [AuthenticationModule, AuthorizationRequestsModule, ClientsModule],
  controllers: [
    SecondFactorController,
    CodeController,
    TotpSetupController,
    FactorsController,
    RecoveryCodesController,
    RecoveryCodePasswordController,
    UserFactorsController,
    EmailSetupController,
    OwnDevicesController,
  ],
  providers: [
    Enrolments,
    FactorsRepository,
    ReachableLevels,
    SecondFactorPolicy,
    AdminStrength,
    { provide: SCOPE_STRENGTH, useExisting: AdminStrength },
    SecondFactorChoices,
    SecondFactorSteps,
    providePeers(AUTHENTICATORS),
    providePeers(FACTORS),
    providePeers(CODE_FACTORS),
    ...codeFactors.items,
    ...declarable.items,
    ...accountPages.items,
    ...recoveryWays.items,
    RecoveryCodePasswords,
    CodeAttempts,
    FactorMetrics,
    RememberedDevices,
    RememberedDevicesRepository,
    FactorRecords,
    FactorUndos,
    EmailCodes,
    EmailCodesRepository,
    UserFactors,
    PersonalFactors,
    Enrollers,
    Enrolling,
    EnrolmentPages,
    FactorProofs,
    TotpSecrets,
    TotpSecretsRepository,
    RecoveryCodes,
    RecoveryCodesRepository,
    ...requiredActions.items,
  ],
  exports: [
    FACTORS.token,
    SCOPE_STRENGTH,
    Enrolments,
    ReachableLevels,
    Enrollers,
    Enrolling,
    EnrolmentPages,
    SecondFactorAction,
    SecondFactorPolicy,
    SecondFactorChoices,
    SecondFactorSteps,
  ],
})
export class FactorsModule {}
