import { Injectable } from '@nestjs/common';
import type { Factor } from '../factors/factor.js';
import { SECOND_FACTOR } from '../factors/sign-in/second-factor.action.js';
import { methodsOf, mostMethods } from './passkey-methods.js';
import { PasskeySite } from './passkey-site.js';

/** Where a passkey is added in the account. */
export const PASSKEY_ENROL = '/account/factors/passkey';

/** Where one completes a sign-in, and where one is added to complete it. */
export const PASSKEY_STEP = `${SECOND_FACTOR}/passkey`;
export const PASSKEY_SIGN_IN_ENROL = `${PASSKEY_STEP}/setup`;

/** Passkeys, beside a password. */
@Injectable()
export class PasskeyFactor implements Factor {
  readonly name = 'passkey';
  readonly title = 'passkeys.title';
  readonly amr = methodsOf({ userVerified: false, isHardware: false });
  readonly mostAmr: readonly string[];
  readonly path = PASSKEY_STEP;
  readonly enrolPath = PASSKEY_ENROL;
  readonly signInEnrolPath = PASSKEY_SIGN_IN_ENROL;
  readonly countsAsSecond = true;
  readonly isFallback = false;

  constructor(private readonly site: PasskeySite) {
    this.mostAmr = mostMethods(site);
  }

  isUsable(): boolean {
    return this.site.party !== undefined;
  }
}
