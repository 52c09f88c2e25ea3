import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { type Page, pageUntil, parseCursor } from '../admin/cursor.js';
import { AuditService } from '../audit/audit.service.js';
import { formatScope } from '../oauth/scope.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { People } from '../users/people.service.js';
import { AUTHORIZATION_EVENTS } from './audit-events.js';
import { type Authorization, hasEnded } from './authorization.js';
import { type AuthorizationFilter, AuthorizationSearchRepository } from './authorization-search.repository.js';
import { AuthorizationsRepository } from './authorizations.repository.js';
import type { AuthorizationId } from './refresh-token.js';

export interface AuthorizationsQuery extends AuthorizationFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What administrators do with what clients hold for users. */
@Injectable()
export class AuthorizationAdministration {
  constructor(
    private readonly database: Database,
    private readonly search: AuthorizationSearchRepository,
    private readonly authorizations: AuthorizationsRepository,
    private readonly people: People,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Authorizations of which tokens are in use. @throws Violations if the cursor is none of this list */
  async list({ limit, cursor, ...filter }: AuthorizationsQuery): Promise<Page<Authorization>> {
    const after = cursor === undefined ? '' : parseCursor<readonly [AuthorizationId]>(cursor, [''])[0];
    const { items, next } = await this.search.issued(filter, this.clock.now(), limit, after);
    return pageUntil(items, next === undefined ? undefined : [next]);
  }

  /** Ends the authorization. @returns false if there is none, or it has ended. @throws InsufficientScope */
  async revoke(id: AuthorizationId, by: Administrator): Promise<boolean> {
    const { actor, facts } = by;
    const now = this.clock.now();
    const holder = await this.authorizations.find(id);
    if (holder) await this.people.demandPowerOverHolder(holder.userId, by);
    return this.database.transaction(async (transaction) => {
      const authorization = await this.authorizations.find(id, transaction);
      if (!authorization || hasEnded(authorization, now) || !(await this.authorizations.revoke(id, now, transaction)))
        return false;
      const { clientId, userId, scope, resources } = authorization;
      const before = { scope: formatScope(scope), resources };
      const event = {
        type: AUTHORIZATION_EVENTS.tokensRevoked,
        actor,
        clientId,
        details: { family: id, user: userId, before },
      };
      await this.audit.record(event, facts, transaction);
      return true;
    });
  }
}
