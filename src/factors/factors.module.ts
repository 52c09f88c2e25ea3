import { Module } from '@nestjs/common';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { REQUIRED_ACTIONS } from '../authentication/required-actions/required-action.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { providePeers } from '../platform/peers.js';
import { FACTOR_EVENTS } from './audit-events.js';
import { Enrolments } from './enrolments.service.js';
import { FactorEntity } from './factor.entity.js';
import { FACTORS } from './factor.js';
import { FactorsRepository } from './factors.repository.js';
import { SecondFactorPolicy } from './policy/second-factor-policy.service.js';
import { SecondFactorAction } from './sign-in/second-factor.action.js';
import { SecondFactorController } from './sign-in/second-factor.controller.js';
import { SecondFactorChoices } from './sign-in/second-factor-choices.service.js';
import { SecondFactorSteps } from './sign-in/second-factor-steps.service.js';

const requiredActions = REQUIRED_ACTIONS.of(SecondFactorAction);

/** By what people prove, beside the password, who they are. */
@Declares(ENTITIES.of(FactorEntity), requiredActions, AUDIT_EVENTS.of(...Object.values(FACTOR_EVENTS)))
@Module({
  imports: [AuthenticationModule],
  controllers: [SecondFactorController],
  providers: [
    Enrolments,
    FactorsRepository,
    SecondFactorPolicy,
    SecondFactorChoices,
    SecondFactorSteps,
    providePeers(FACTORS),
    ...requiredActions.items,
  ],
  exports: [Enrolments, SecondFactorPolicy, SecondFactorChoices, SecondFactorSteps],
})
export class FactorsModule {}
