import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { NotFound } from '../../platform/validation/refusals.js';
import { presentUser } from '../../users/dto/user.dto.js';
import { LastSignInsService } from '../../users/last-sign-ins.service.js';
import { PersonalDataSections } from '../../users/personal-data-sections.service.js';
import type { User } from '../../users/user.js';
import { UserAdministration } from '../../users/user-administration.service.js';
import { ACCOUNT_EVENTS } from '../audit-events.js';

/** All that is stored about a person, for that person (GDPR articles 15 and 20): without secrets and their digests. */
@Injectable()
export class OwnData {
  constructor(
    private readonly users: UserAdministration,
    private readonly lastSignIns: LastSignInsService,
    private readonly data: PersonalDataSections,
    private readonly audit: AuditService,
  ) {}

  /** Recorded before anything is read, so the event is among those it returns. */
  async of(user: User, facts: RequestFacts): Promise<object> {
    const type = ACCOUNT_EVENTS.dataDownloaded;
    await this.audit.record({ type, actor: user.id, details: { user: user.id } }, facts);
    const sections: Record<string, readonly object[]> = {};
    for (const { section, records } of this.data.sections) sections[section] = await records.exportOf(user);
    return { profile: await this.profileOf(user), ...sections };
  }

  /** Of someone whose account another store keeps: what that store says here. */
  private async profileOf(user: User): Promise<object> {
    try {
      const stored = await this.users.get(user.id);
      return presentUser(stored, await this.lastSignIns.of([stored]));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      const { id, username, claims, roles, groups = [], attributes = {} } = user;
      return { id, username, ...claims, roles, groups, attributes };
    }
  }
}
