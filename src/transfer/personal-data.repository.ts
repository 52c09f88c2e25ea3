import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';

const CONSENTS = statement(
  'personal-consents',
  `SELECT client_id AS "clientId", scope, granted_at AS "grantedAt", updated_at AS "updatedAt" FROM consents
   WHERE user_id = $1 ORDER BY granted_at, client_id`,
);
const SESSIONS = statement(
  'personal-sessions',
  `SELECT sid, amr, acr, clients, authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
   FROM sessions WHERE user_id = $1 ORDER BY authenticated_at, sid`,
);
const AUTHORIZATIONS = statement(
  'personal-authorizations',
  `SELECT client_id AS "clientId", sid, scope, resources, authenticated_at AS "authenticatedAt", redeemed_at AS "redeemedAt",
     expires_at AS "expiresAt", revoked_at AS "revokedAt"
   FROM families WHERE user_id = $1 ORDER BY authenticated_at, id`,
);
const EVENTS = statement(
  'personal-events',
  `SELECT at, type, actor, client_id AS "clientId", address, details FROM audit_events
   WHERE actor = $1 OR details LIKE $2 ESCAPE '!' OR details LIKE $3 ESCAPE '!' ORDER BY at, id`,
);

export interface ConsentRow {
  readonly clientId: string;
  readonly scope: string;
  readonly grantedAt: Instant;
  readonly updatedAt: Instant;
}

export interface SessionRow {
  readonly sid: string;
  readonly amr: string;
  readonly acr: string;
  /** A `client_id` a line. */
  readonly clients: string;
  readonly authenticatedAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
}

export interface AuthorizationRow {
  readonly clientId: string;
  readonly sid: string;
  readonly scope: string;
  /** JSON. */
  readonly resources: string;
  readonly authenticatedAt: Instant;
  readonly redeemedAt: Instant | null;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

export interface EventRow {
  readonly at: Instant;
  readonly type: string;
  readonly actor: string | null;
  readonly clientId: string | null;
  readonly address: string | null;
  /** JSON. */
  readonly details: string;
}

/** What is stored about one person in all rooms, without secrets and their digests. */
@Injectable()
export class PersonalDataRepository {
  constructor(private readonly database: Database) {}

  consents(userId: string): Promise<readonly ConsentRow[]> {
    return this.database.query(CONSENTS, [userId]);
  }

  sessions(userId: string): Promise<readonly SessionRow[]> {
    return this.database.query(SESSIONS, [userId]);
  }

  authorizations(userId: string): Promise<readonly AuthorizationRow[]> {
    return this.database.query(AUTHORIZATIONS, [userId]);
  }

  /** What the person did, and what was done to their account or tried with their username. */
  events(userId: string, username: string): Promise<readonly EventRow[]> {
    return this.database.query(EVENTS, [userId, holding('user', userId), holding('username', username)]);
  }
}

/** The pattern of JSON objects in which a member has this text. */
function holding(member: string, value: string): string {
  return `%${`"${member}":${JSON.stringify(value)}`.replaceAll(/[!%_]/g, '!$&')}%`;
}
