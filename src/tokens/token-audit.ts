import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { formatScope } from '../oauth/scope.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { LazyRequestFacts } from '../platform/http/request-facts.js';
import type { Approval } from './approval.js';
import { TOKEN_EVENTS } from './audit-events.js';

/** Records that tokens were issued, if `AUDIT_TOKENS` asks for it: it is the one statement more that they cost. */
@Injectable()
export class TokenAudit {
  constructor(
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'audit'>,
  ) {}

  /** Whether {@link record} is to be called, before the tokens are handed out. */
  get isWanted(): boolean {
    return this.config.audit.tokens;
  }

  async record(grantType: string, { client, scope, endUser }: Approval, facts: LazyRequestFacts): Promise<void> {
    const { clientId } = client;
    const family = endUser && { family: endUser.authorizationId };
    const event = {
      type: grantType === 'refresh_token' ? TOKEN_EVENTS.refreshed : TOKEN_EVENTS.issued,
      actor: endUser?.user.id ?? { client: clientId },
      clientId,
      details: { grant_type: grantType, scope: formatScope(scope), ...family },
    };
    await this.audit.record(event, facts());
  }
}
