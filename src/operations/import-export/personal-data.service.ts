import { Injectable } from '@nestjs/common';
import { type Administrator, holdsScope } from '../../admin/admin-api.js';
import { AuditService } from '../../audit/audit.service.js';
import { presentUser } from '../../users/dto/user.dto.js';
import { LastSignInsService } from '../../users/last-sign-ins.service.js';
import { PersonalDataSections } from '../../users/personal-data-sections.service.js';
import { UserAdministration } from '../../users/user-administration.service.js';
import { EXPORT_EVENTS } from './audit-events.js';
import type { PersonalDataDto } from './dto/personal-data.dto.js';

/** What is stored about one person, for people to read (GDPR articles 15 and 20). */
@Injectable()
export class PersonalDataService {
  constructor(
    private readonly users: UserAdministration,
    private readonly lastSignIns: LastSignInsService,
    private readonly data: PersonalDataSections,
    private readonly audit: AuditService,
  ) {}

  /**
   * The profile, and each section whose scope the caller has; which scopes are missing is said.
   * Recorded before anything is read, so the event is among those it returns. @throws NotFound
   */
  async export(id: string, by: Administrator): Promise<PersonalDataDto> {
    const stored = await this.users.get(id);
    const { sections } = this.data;
    const missing = [...new Set(sections.map((each) => each.scope))].filter((each) => !holdsScope(by, each));
    const details = { user: id, ...(missing.length > 0 ? { missing_scopes: missing } : {}) };
    await this.audit.record({ type: EXPORT_EVENTS.userExported, actor: by.actor, details }, by.facts);
    const shown: Record<string, readonly object[]> = {};
    for (const { section, records } of sections.filter((each) => holdsScope(by, each.scope)))
      shown[section] = await records.exportOf(stored.user);
    const profile = presentUser(stored, await this.lastSignIns.of([stored]));
    return { profile, ...shown, missing_scopes: missing };
  }
}
