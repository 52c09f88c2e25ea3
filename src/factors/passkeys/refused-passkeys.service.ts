import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { networkOf } from '../../platform/http/addresses.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { type Counter, counter } from '../../platform/throttling/throttle.js';
import { ThrottlesService } from '../../platform/throttling/throttles.service.js';
import { PASSKEY_EVENTS } from './audit-events.js';
import type { Passkey } from './passkey.js';
import type { Reason } from './passkey-refused.js';

/** Records the passkeys of accounts that were refused. Who knows one can send it as often as they like, so a network may do so only so often. */
@Injectable()
export class RefusedPasskeys {
  constructor(
    private readonly throttles: ThrottlesService,
    private readonly audit: AuditService,
  ) {}

  /** Before any work is done. @throws TooManyAttempts */
  admit(facts: RequestFacts): Promise<void> {
    return this.throttles.admitToWork([ofNetwork(facts)]);
  }

  async record({ userId, factorId }: Passkey, reason: Reason, facts: RequestFacts): Promise<void> {
    await this.throttles.failed([ofNetwork(facts)]);
    const details = { user: userId, id: factorId, reason };
    await this.audit.record({ type: PASSKEY_EVENTS.refused, details }, facts);
  }
}

function ofNetwork({ address }: RequestFacts): Counter {
  return counter('passkeys', networkOf(address));
}
