import { Injectable } from '@nestjs/common';
import { AuditTrailService } from '../audit/audit-trail.service.js';
import type { Instant } from '../platform/clock.js';
import { SIGNED_IN } from './signed-in.js';
import type { StoredUser } from './stored-user.js';

/** When users last signed in, by their identifiers; those of whom the audit log does not tell are missing. */
export type LastSignIns = ReadonlyMap<string, Instant>;

/** Asks the audit log when users last signed in, so that a sign-in stores nothing more for it. */
@Injectable()
export class LastSignInsService {
  constructor(private readonly trail: AuditTrailService) {}

  of(users: readonly StoredUser[]): Promise<LastSignIns> {
    return this.trail.last(
      SIGNED_IN,
      users.map(({ user }) => user.id),
    );
  }
}
