import { Injectable } from '@nestjs/common';
import { type Administrator, holdsScope } from '../admin/admin-api.js';
import { AuditService } from '../audit/audit.service.js';
import { AuditTrailService } from '../audit/audit-trail.service.js';
import { presentEvent } from '../audit/dto/audit-event.dto.js';
import type { StoredEvent } from '../audit/stored-event.js';
import { presentSession } from '../authentication/sessions/dto/session.dto.js';
import { formatInstant, type Instant } from '../platform/clock.js';
import { presentUser } from '../users/dto/user.dto.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { EXPORT_EVENTS } from './audit-events.js';
import type { AuthorizationDto, PersonalConsentDto, PersonalDataDto } from './dto/personal-data.dto.js';
import { type AuthorizationRow, type ConsentRow, PersonalDataRepository } from './personal-data.repository.js';

/** Which scope shows which section elsewhere in the admin API, and so in an export too. */
const SECTION_SCOPES = {
  consents: 'consents:read',
  sessions: 'sessions:read',
  authorizations: 'grants:read',
  audit_events: 'audit:read',
} as const;

/** What is stored about one person, for people to read (GDPR articles 15 and 20). */
@Injectable()
export class PersonalDataService {
  constructor(
    private readonly users: UserAdministration,
    private readonly repository: PersonalDataRepository,
    private readonly audit: AuditService,
    private readonly trail: AuditTrailService,
  ) {}

  /**
   * The profile, and each section whose scope the caller has; which scopes are missing is said.
   * Recorded before anything is read, so the event is among those it returns. @throws NotFound
   */
  async export(id: string, by: Administrator): Promise<PersonalDataDto> {
    const stored = await this.users.get(id);
    const missing = Object.values(SECTION_SCOPES).filter((each) => !holdsScope(by, each));
    const details = { user: id, ...(missing.length > 0 ? { missing_scopes: missing } : {}) };
    await this.audit.record({ type: EXPORT_EVENTS.userExported, actor: by.actor, details }, by.facts);
    const shows = (section: keyof typeof SECTION_SCOPES) => holdsScope(by, SECTION_SCOPES[section]);
    return {
      profile: presentUser(stored),
      ...(shows('consents') && { consents: (await this.repository.consents(id)).map(consentOf) }),
      ...(shows('sessions') && { sessions: (await this.repository.sessions(id)).map(presentSession) }),
      ...(shows('authorizations') && {
        authorizations: (await this.repository.authorizations(id)).map(authorizationOf),
      }),
      ...(shows('audit_events') && { audit_events: (await this.events(id, stored.user.username)).map(presentEvent) }),
      missing_scopes: missing,
    };
  }

  /** What the person did, and what was done to their account or tried with their username; oldest first. */
  private async events(id: string, username: string): Promise<readonly StoredEvent[]> {
    const found = new Map<string, StoredEvent>();
    // A client of older days may have the identifier too; what it did is not the person's.
    for await (const event of this.trail.export({ actor: id }))
      if (presentEvent(event).actor_type !== 'client') found.set(event.id, event);
    for (const filter of [{ text: member('user', id) }, { text: member('username', username) }])
      for await (const event of this.trail.export(filter)) found.set(event.id, event);
    return [...found.values()].sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
  }
}

/** The member as it stands in JSON. */
function member(name: string, value: string): string {
  return JSON.stringify({ [name]: value }).slice(1, -1);
}

function consentOf({ clientId, scope, grantedAt, updatedAt }: ConsentRow): PersonalConsentDto {
  return { client_id: clientId, scope, granted_at: formatInstant(grantedAt), updated_at: formatInstant(updatedAt) };
}

function authorizationOf(row: AuthorizationRow): AuthorizationDto {
  return {
    client_id: row.clientId,
    session_id: row.sid,
    scope: row.scope,
    resources: JSON.parse(row.resources) as string[],
    authenticated_at: formatInstant(row.authenticatedAt),
    issued_at: formatInstant(row.issuedAt),
    expires_at: formatInstant(row.expiresAt),
    revoked_at: formatOptional(row.revokedAt),
  };
}

function formatOptional(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
