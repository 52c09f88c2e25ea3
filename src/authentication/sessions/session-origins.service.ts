import { Injectable } from '@nestjs/common';
import { firstOf } from '../../admin/cursor.js';
import { AuditTrailService } from '../../audit/audit-trail.service.js';
import { type AuditEventDto, presentEvent } from '../../audit/dto/audit-event.dto.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import type { StoredSession } from './stored-session.js';

/** Newest sign-ins that are looked at. */
const MOST_SIGN_INS = 1_000;

/** From where sessions were started: the audit log says it, so that a sign-in stores nothing more. */
@Injectable()
export class SessionOrigins {
  constructor(private readonly trail: AuditTrailService) {}

  /**
   * The audit events of a user's sign-ins, by the `sid` of the session that each has started. Sign-ins that the audit log has
   * no more, that an older version wrote, or after which there were thousands are missing.
   * @param sessions of the user, the oldest sign-in first
   */
  async of(userId: string, [first]: readonly StoredSession[]): Promise<ReadonlyMap<unknown, AuditEventDto>> {
    if (!first) return new Map();
    const type = AUTHENTICATION_EVENTS.loginSucceeded.name;
    const filter = { actor: userId, type, from: first.authenticatedAt };
    const { items } = await firstOf(MOST_SIGN_INS, (limit, cursor) => this.trail.search(filter, limit, cursor));
    // The newest event of a session counts, and they come newest first.
    const signIns = items.map(presentEvent).toReversed();
    return new Map(signIns.map((event) => [event.details.session, event]));
  }
}
