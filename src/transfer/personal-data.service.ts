import { Injectable } from '@nestjs/common';
import { formatInstant, type Instant } from '../platform/clock.js';
import { type Person, UsersExport } from '../users/users-export.service.js';
import {
  type AuthorizationRow,
  type ConsentRow,
  type EventRow,
  PersonalDataRepository,
  type SessionRow,
} from './personal-data.repository.js';

/** Everything that is stored about one person, for people to read (GDPR articles 15 and 20). */
@Injectable()
export class PersonalDataService {
  constructor(
    private readonly users: UsersExport,
    private readonly repository: PersonalDataRepository,
  ) {}

  /** JSON with the names of the admin API; undefined where there is no such user. */
  async about(username: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const person = await this.users.person(username);
    if (!person) return undefined;
    const { id = '', username: stored } = person.declared;
    return {
      profile: profileOf(person),
      consents: (await this.repository.consents(id)).map(consentOf),
      sessions: (await this.repository.sessions(id)).map(sessionOf),
      authorizations: (await this.repository.authorizations(id)).map(authorizationOf),
      audit_events: (await this.repository.events(id, stored)).map(eventOf),
    };
  }
}

function profileOf({ declared, hasPassword, createdAt, updatedAt }: Person) {
  return {
    ...declared,
    has_password: hasPassword,
    created_at: formatInstant(createdAt),
    updated_at: formatInstant(updatedAt),
  };
}

function consentOf({ clientId, scope, grantedAt, updatedAt }: ConsentRow) {
  return { client_id: clientId, scope, granted_at: formatInstant(grantedAt), updated_at: formatInstant(updatedAt) };
}

function sessionOf({ sid, amr, acr, clients, authenticatedAt, lastSeenAt, expiresAt }: SessionRow) {
  return {
    sid,
    amr: amr.split(' '),
    acr,
    clients: [...new Set(clients.split('\n').filter((each) => each !== ''))].sort(),
    authenticated_at: formatInstant(authenticatedAt),
    last_seen_at: formatInstant(lastSeenAt),
    expires_at: formatInstant(expiresAt),
  };
}

function authorizationOf(row: AuthorizationRow) {
  return {
    client_id: row.clientId,
    sid: row.sid,
    scope: row.scope,
    resources: JSON.parse(row.resources) as unknown,
    authenticated_at: formatInstant(row.authenticatedAt),
    redeemed_at: formatOptional(row.redeemedAt),
    expires_at: formatInstant(row.expiresAt),
    revoked_at: formatOptional(row.revokedAt),
  };
}

function eventOf({ at, type, actor, clientId, address, details }: EventRow) {
  return {
    at: formatInstant(at),
    type,
    actor,
    client_id: clientId,
    address,
    details: JSON.parse(details) as unknown,
  };
}

function formatOptional(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
