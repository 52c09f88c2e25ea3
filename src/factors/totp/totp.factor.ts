import { Injectable } from '@nestjs/common';
import type { User } from '../../users/user.js';
import type { CodeFactor, Use } from '../codes/code-factor.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { TotpSecrets } from './totp-secrets.service.js';

/** Codes of an authenticator app (RFC 6238). */
@Injectable()
export class TotpFactor implements CodeFactor {
  readonly name = 'totp';
  readonly title = 'Authenticator app';
  readonly amr = ['otp'];
  readonly path = `${SECOND_FACTOR}/totp`;
  readonly enrolPath = '/account/factors/totp';
  readonly signInEnrolPath = `${SECOND_FACTOR}/totp/setup`;
  readonly isPhishingResistant = false;
  readonly countsAsSecond = true;
  readonly isFallback = false;
  readonly throttle = 'codes';
  readonly inputMode = 'numeric';
  readonly words = {
    heading: 'Enter the code',
    lead: 'Open your authenticator app and type the code that it shows for this account.',
    label: 'Code',
    wrong:
      'The code is not right. Wait for the next one and type that. If this happens again, check that your phone sets its time by itself: its clock may be wrong.',
  };

  constructor(private readonly secrets: TotpSecrets) {}

  isUsable(): boolean {
    return true;
  }

  match(user: User, code: string): Promise<Use | undefined> {
    return this.secrets.match(user, code);
  }
}
