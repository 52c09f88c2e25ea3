import { Injectable } from '@nestjs/common';
import type { RequiredAction, SignInFacts } from '../../authentication/required-actions/required-action.js';
import type { User } from '../../users/user.js';
import { FACTOR_EVENTS } from '../audit-events.js';
import { RememberedDevices } from '../devices/remembered-devices.service.js';
import { SecondFactorPolicy } from '../policy/second-factor-policy.service.js';

/** Where people are led who have to prove one more factor. */
export const SECOND_FACTOR = '/second-factor';

/** What was proven is not enough: the person proves a second factor, or sets one up. */
@Injectable()
export class SecondFactorAction implements RequiredAction {
  readonly name = 'second_factor';
  readonly event = FACTOR_EVENTS.required;
  readonly path = SECOND_FACTOR;
  readonly provesMore = true;

  constructor(
    private readonly policy: SecondFactorPolicy,
    private readonly devices: RememberedDevices,
  ) {}

  async isRequired(user: User, facts: SignInFacts): Promise<boolean> {
    const demand = await this.policy.demandOf(user, facts);
    if (!demand) return false;
    return !(demand.admitsRememberedDevice && (await this.devices.knows(facts.sent, user)));
  }
}
