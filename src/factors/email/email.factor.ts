import { Injectable } from '@nestjs/common';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { Look } from '../../ui/reader.js';
import type { User } from '../../users/user.js';
import type { CodeFactor, Use } from '../codes/code-factor.js';
import { factorPages } from '../factor-pages.js';
import { EMAIL_FACTOR, EmailCodes } from './email-codes.service.js';

/** Where mailed codes are turned on and asked for. */
export const EMAIL_PAGES = factorPages(EMAIL_FACTOR);

/**
 * Codes that are sent to the verified address. They count only if the operator says so: who reads the mails of a person can
 * also have a new password sent (NIST SP 800-63B-4 §3.1.3.1 takes no mail for a second factor).
 */
@Injectable()
export class EmailFactor implements CodeFactor {
  readonly name = EMAIL_FACTOR;
  readonly title = 'factors.email.title';
  readonly amr = ['otp'];
  readonly countsAsSecond = false;
  readonly isFallback = false;
  readonly throttle = 'codes';
  readonly inputMode = 'numeric';
  readonly words = {
    heading: 'factors.email.heading',
    lead: 'factors.email.lead',
    label: 'factors.totp.label',
    wrong: 'factors.email.wrong',
  } as const;

  constructor(private readonly codes: EmailCodes) {}

  isUsable(user: User): boolean {
    return this.codes.reaches(user);
  }

  send(user: User, facts: RequestFacts, look?: Look): Promise<number> {
    return this.codes.send(user, facts, look);
  }

  match(user: User, code: string): Promise<Use | undefined> {
    return this.codes.match(user, code);
  }
}
