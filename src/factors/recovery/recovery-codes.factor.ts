import { Injectable } from '@nestjs/common';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { User } from '../../users/user.js';
import type { CodeFactor, Use } from '../codes/code-factor.js';
import { factorPages } from '../factor-pages.js';
import { RECOVERY_CODES_FACTOR, RecoveryCodes } from './recovery-codes.service.js';

/** Where a person gets new ones, and where they are asked for. */
export const RECOVERY_CODES_PAGES = factorPages(RECOVERY_CODES_FACTOR);

/** Codes that were written down, each good for one sign-in. */
@Injectable()
export class RecoveryCodesFactor implements CodeFactor {
  readonly name = RECOVERY_CODES_FACTOR;
  readonly title = 'factors.recovery.title';
  readonly amr = ['otp'];
  readonly countsAsSecond = true;
  readonly isFallback = true;
  readonly throttle = 'recovery';
  readonly inputMode = 'text';
  readonly words = {
    heading: 'factors.recovery.heading',
    lead: 'factors.recovery.lead',
    label: 'factors.recovery.label',
    wrong: 'factors.recovery.wrong',
  } as const;

  constructor(private readonly codes: RecoveryCodes) {}

  isUsable(): boolean {
    return true;
  }

  match(user: User, code: string, facts: RequestFacts): Promise<Use | undefined> {
    return this.codes.match(user, code, facts);
  }
}
