import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../admin/personal-data.js';
import { Clock, formatInstant, type Instant } from '../platform/clock.js';
import type { Transaction } from '../platform/database/database.js';
import { AuthorizationsRepository, type OwnAuthorization } from './authorizations.repository.js';
import type { PersonalAuthorizationDto } from './dto/personal-authorization.dto.js';

/** What clients hold or held for people. */
@Injectable()
export class PersonalAuthorizations implements PersonalRecords {
  constructor(
    private readonly repository: AuthorizationsRepository,
    private readonly clock: Clock,
  ) {}

  async exportOf({ id }: Person): Promise<readonly PersonalAuthorizationDto[]> {
    return (await this.repository.allOf(id)).map(present);
  }

  /** Revokes it. The rows stay until they are purged, so that what was redeemed is not redeemed again. */
  async erase(userId: string, transaction: Transaction): Promise<void> {
    await this.repository.revokeAllOf(userId, this.clock.now(), transaction);
  }
}

function present(row: OwnAuthorization): PersonalAuthorizationDto {
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
