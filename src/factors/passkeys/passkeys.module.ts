import { Module } from '@nestjs/common';
import { PERSONAL_DATA } from '../../admin/personal-data.js';
import { AUDIT_EVENTS } from '../../audit/audit-event-type.js';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { AUTHENTICATORS } from '../../authentication/authenticators/authenticator.js';
import { RECOVERY_WAYS } from '../../authentication/recovery/recovery-way.js';
import { SETTINGS } from '../../platform/config/room-settings.js';
import { SERVER_SECRETS } from '../../platform/crypto/server-secret.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../../platform/schedule/purge-rule.js';
import { DECLARABLE_FACTORS } from '../../users/declared-factor.js';
import { UsersModule } from '../../users/users.module.js';
import { FACTORS } from '../factor.js';
import { FactorsModule } from '../factors.module.js';
import { PASSKEY_EVENTS } from './audit-events.js';
import { Challenges } from './challenges.service.js';
import { PasskeyDto } from './dto/passkey.dto.js';
import { ImportedPasskeys } from './imported-passkeys.service.js';
import { NewPasskeys } from './new-passkeys.service.js';
import { PasskeyAuthenticator } from './passkey.authenticator.js';
import { PasskeyEntity } from './passkey.entity.js';
import { PasskeyFactor } from './passkey.factor.js';
import { PasskeyOptions } from './passkey-options.service.js';
import { PasskeyRecoveryController } from './passkey-recovery.controller.js';
import { PasskeyRecovery } from './passkey-recovery.js';
import { PASSKEY_SETTINGS } from './passkey-settings.js';
import { PasskeySetupController } from './passkey-setup.controller.js';
import { PasskeySignInController } from './passkey-sign-in.controller.js';
import { PasskeySite, USER_HANDLES } from './passkey-site.js';
import { PasskeyStepController } from './passkey-step.controller.js';
import { PasskeySteps } from './passkey-steps.service.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { Passkeys } from './passkeys.service.js';
import { PersonalPasskeys } from './personal-passkeys.service.js';
import { RefusedPasskeys } from './refused-passkeys.service.js';
import { UsedChallengeEntity } from './used-challenge.entity.js';
import { UsedChallengesRepository } from './used-challenges.repository.js';
import { WellKnownController } from './well-known.controller.js';

const authenticators = AUTHENTICATORS.of(PasskeyAuthenticator);
const factors = FACTORS.of(PasskeyFactor);
const declarable = DECLARABLE_FACTORS.of(ImportedPasskeys);
const recoveryWays = RECOVERY_WAYS.of(PasskeyRecovery);

/** Passkeys: keys by which people sign in, instead of a password or beside one (WebAuthn Level 3). */
@Declares(
  ENTITIES.of(PasskeyEntity, UsedChallengeEntity),
  authenticators,
  factors,
  declarable,
  recoveryWays,
  PURGE_RULES.of(purgeRule('used_challenges', UsedChallengesRepository, 'expires_at')),
  AUDIT_EVENTS.of(...Object.values(PASSKEY_EVENTS)),
  SETTINGS.of(PASSKEY_SETTINGS),
  SERVER_SECRETS.of(USER_HANDLES),
  PERSONAL_DATA.of({
    section: 'passkeys',
    description: 'What is stored of the passkeys of the user, beside that they are factors',
    scope: 'users:read',
    item: PasskeyDto,
    provider: PersonalPasskeys,
  }),
)
@Module({
  imports: [AuthenticationModule, FactorsModule, UsersModule],
  controllers: [
    PasskeySignInController,
    PasskeyStepController,
    PasskeySetupController,
    PasskeyRecoveryController,
    WellKnownController,
  ],
  providers: [
    PasskeysRepository,
    UsedChallengesRepository,
    Challenges,
    PasskeySite,
    PasskeyOptions,
    Passkeys,
    RefusedPasskeys,
    NewPasskeys,
    PasskeySteps,
    PersonalPasskeys,
    ...authenticators.items,
    ...factors.items,
    ...declarable.items,
    ...recoveryWays.items,
  ],
})
export class PasskeysModule {}
