import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { By } from '../clients/registration.js';
import { formatScope } from '../oauth/scope.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { type Page, pageOf, parseCursor } from '../platform/http/cursor.js';
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
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Families of which tokens are in use. @throws Mistakes where the cursor is none of this list */
  async list({ limit, cursor, ...filter }: GrantsQuery): Promise<Page<Family>> {
    const after = cursor === undefined ? '' : parseCursor<readonly [FamilyId]>(cursor, [''])[0];
    const found = await this.grants.issued(filter, this.clock.now(), limit + 1, after);
    return pageOf(found, limit, ({ id }) => [id]);
  }

  /** Ends the family. @returns false where there is none, or it has ended */
  async revoke(id: FamilyId, { actor, facts }: By): Promise<boolean> {
    const now = this.clock.now();
    return this.database.transaction(async (transaction) => {
      const family = await this.families.find(id, transaction);
      if (!family || hasEnded(family, now) || !(await this.families.revoke(id, now, transaction))) return false;
      const { clientId, userId, scope, resources } = family;
      const before = { scope: formatScope(scope), resources };
      const event = { type: 'tokens.revoked', clientId, details: { family: id, user: userId, before } };
      await this.audit.record({ ...event, ...(actor === undefined ? {} : { actor }) }, facts, transaction);
      return true;
    });
  }
}
