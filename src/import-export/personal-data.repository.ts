import { Injectable } from '@nestjs/common';
import type { ListedSession } from '../authentication/sessions/sessions.repository.js';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';

const CONSENTS = statement(
  'personal-consents',
  `SELECT client_id AS "clientId", scope, granted_at AS "grantedAt", updated_at AS "updatedAt" FROM consents
   WHERE user_id = $1 ORDER BY granted_at, client_id`,
);
const SESSIONS = statement(
  'personal-sessions',
  `SELECT sid, user_id AS "userId", amr, acr, clients, authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
   FROM sessions WHERE user_id = $1 ORDER BY authenticated_at, sid`,
);
const AUTHORIZATIONS = statement(
  'personal-authorizations',
  `SELECT client_id AS "clientId", sid, scope, resources, authenticated_at AS "authenticatedAt", issued_at AS "issuedAt",
     expires_at AS "expiresAt", revoked_at AS "revokedAt"
   FROM families WHERE user_id = $1 ORDER BY authenticated_at, id`,
);
export interface ConsentRow {
  readonly clientId: string;
  readonly scope: string;
  readonly grantedAt: Instant;
  readonly updatedAt: Instant;
}

export interface AuthorizationRow {
  readonly clientId: string;
  readonly sid: string;
  readonly scope: string;
  /** JSON. */
  readonly resources: string;
  readonly authenticatedAt: Instant;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/** What is stored about one person in all rooms, without secrets and their digests. */
@Injectable()
export class PersonalDataRepository {
  constructor(private readonly database: Database) {}

  consents(userId: string): Promise<readonly ConsentRow[]> {
    return this.database.query(CONSENTS, [userId]);
  }

  sessions(userId: string): Promise<readonly ListedSession[]> {
    return this.database.query(SESSIONS, [userId]);
  }

  authorizations(userId: string): Promise<readonly AuthorizationRow[]> {
    return this.database.query(AUTHORIZATIONS, [userId]);
  }
}
