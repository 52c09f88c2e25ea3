import { Injectable } from '@nestjs/common';
import type { User } from '../../users/user.js';
import type { CodeFactor, Use } from '../codes/code-factor.js';
import { factorPages } from '../factor-pages.js';
import { TotpSecrets } from './totp-secrets.service.js';

const TOTP_FACTOR = 'totp';

/** Where an app is set up, and its codes are asked for. */
export const TOTP_PAGES = factorPages(TOTP_FACTOR);

/** Codes of an authenticator app (RFC 6238). */
@Injectable()
export class TotpFactor implements CodeFactor {
  readonly name = TOTP_FACTOR;
  readonly title = 'factors.totp.title';
  readonly amr = ['otp'];
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
