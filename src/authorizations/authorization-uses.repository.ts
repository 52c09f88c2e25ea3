import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import type { AuthorizationRow } from './authorization-row.js';
import type { Rotations } from './rotations.js';

const USES_OF = statement(
  'authorizations-uses-of',
  'SELECT client_id, issued_at, rotations FROM families WHERE user_id = $1 AND revoked_at IS NULL',
);

type UseRow = Pick<AuthorizationRow, 'client_id' | 'issued_at' | 'rotations'>;

/** When clients used what people allowed them. */
@Injectable()
export class AuthorizationUses {
  constructor(private readonly database: Database) {}

  /** When each client last got tokens for the user; a client whose authorizations are purged or revoked is left out. */
  async lastUses(userId: string): Promise<ReadonlyMap<string, Instant>> {
    const uses = new Map<string, Instant>();
    for (const row of await this.database.query<UseRow>(USES_OF, [userId]))
      uses.set(row.client_id, Math.max(uses.get(row.client_id) ?? 0, lastUse(row)));
    return uses;
  }
}

/** The last rotation of the refresh token, or the redeemed code. */
function lastUse({ issued_at, rotations }: UseRow): Instant {
  const spans = rotations === null ? [] : (JSON.parse(rotations) as Rotations);
  return spans.at(-1)?.[3] ?? issued_at;
}
