import { Injectable } from '@nestjs/common';
import type { User } from '../../users/user.js';
import type { CodeFactor, Use } from '../codes/code-factor.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { TotpSecrets } from './totp-secrets.service.js';

/** Where an app is set up in the account. */
export const TOTP_ENROL = '/account/factors/totp';

/** Where one is set up to complete a sign-in. */
export const TOTP_SIGN_IN_ENROL = `${SECOND_FACTOR}/totp/setup`;

/** Codes of an authenticator app (RFC 6238). */
@Injectable()
export class TotpFactor implements CodeFactor {
  readonly name = 'totp';
  readonly title = 'factors.totp.title';
  readonly amr = ['otp'];
  readonly path = `${SECOND_FACTOR}/totp`;
  readonly enrolPath = TOTP_ENROL;
  readonly signInEnrolPath = TOTP_SIGN_IN_ENROL;
  readonly countsAsSecond = true;
  readonly isFallback = false;
  readonly throttle = 'codes';
  readonly inputMode = 'numeric';
  readonly words = {
    heading: 'factors.totp.heading',
    lead: 'factors.totp.lead',
    label: 'factors.totp.label',
    wrong: 'factors.totp.wrong',
  } as const;

  constructor(private readonly secrets: TotpSecrets) {}

  isUsable(): boolean {
    return true;
  }

  match(user: User, code: string): Promise<Use | undefined> {
    return this.secrets.match(user, code);
  }
}
