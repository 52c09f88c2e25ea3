import { Injectable } from '@nestjs/common';
import type { Administrator } from '../admin/admin-api.js';
import { formatCursor, type Page, parseCursor } from '../admin/cursor.js';
import { AuditService } from '../audit/audit.service.js';
import { formatScope } from '../oauth/scope.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { People } from '../users/people.service.js';
import { AUTHORIZATION_EVENTS } from './audit-events.js';
import { FamiliesRepository } from './families.repository.js';
import { type Family, hasEnded } from './family.js';
import { type GrantFilter, GrantsRepository } from './grants.repository.js';
import type { FamilyId } from './refresh-token.js';

export interface GrantsQuery extends GrantFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What administrators do with what clients hold for users. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly database: Database,
    private readonly grants: GrantsRepository,
    private readonly families: FamiliesRepository,
    private readonly people: People,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Families of which tokens are in use. @throws Violations where the cursor is none of this list */
  async list({ limit, cursor, ...filter }: GrantsQuery): Promise<Page<Family>> {
    const after = cursor === undefined ? '' : parseCursor<readonly [FamilyId]>(cursor, [''])[0];
    const { items, next } = await this.grants.issued(filter, this.clock.now(), limit, after);
    return { items, next: next === undefined ? undefined : formatCursor([next]) };
  }

  /** Ends the family. @returns false where there is none, or it has ended. @throws InsufficientScope */
  async revoke(id: FamilyId, by: Administrator): Promise<boolean> {
    const { actor, facts } = by;
    const now = this.clock.now();
    const holder = await this.families.find(id);
    if (holder) await this.people.demandPowerOverHolder(holder.userId, by);
    return this.database.transaction(async (transaction) => {
      const family = await this.families.find(id, transaction);
      if (!family || hasEnded(family, now) || !(await this.families.revoke(id, now, transaction))) return false;
      const { clientId, userId, scope, resources } = family;
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
