import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Devices } from '../../authentication/sessions/devices.js';
import type { Visitor } from '../../platform/http/visitor.js';
import { counter } from '../../platform/throttling/throttle.js';
import { ThrottlesService } from '../../platform/throttling/throttles.service.js';
import type { User } from '../../users/user.js';
import { FACTOR_EVENTS } from '../audit-events.js';
import type { CodeFactor, Use } from './code-factor.js';

/** Takes codes, and slows down guessing: all codes of an account count together, over all its factors and all replicas. */
@Injectable()
export class CodeAttempts {
  constructor(
    private readonly throttles: ThrottlesService,
    private readonly devices: Devices,
    private readonly audit: AuditService,
  ) {}

  /**
   * Tries a code.
   * @param complete does with a code that matches what it is for; undefined: it was used before
   * @returns what `complete` has returned; undefined if the code was not right
   * @throws TooManyAttempts if too many codes were wrong
   */
  async take<T>(
    { cookies, facts }: Visitor,
    user: User,
    factor: CodeFactor,
    code: string,
    complete: (use: Use) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    // Strangers who guess do not hold up the person in the own browser.
    const known = this.devices.knows(cookies.sent, user) ? ' known' : '';
    const attempts = counter(factor.throttle, `${user.id}${known}`);
    await this.throttles.attempt(attempts);
    const use = await factor.match(user, code, facts);
    const done = use && (await complete(use));
    if (done === undefined) {
      const details = { user: user.id, factor: factor.name };
      await this.audit.record({ type: FACTOR_EVENTS.failed, actor: user.id, details }, facts);
      return undefined;
    }
    await this.throttles.succeeded([attempts]);
    return done;
  }
}
