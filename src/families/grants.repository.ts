import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import type { Family } from './family.js';
import { type FamilyRow, familyOf } from './family-row.js';
import type { FamilyId } from './refresh-token.js';

const ISSUED = statement(
  'grants-issued',
  `SELECT * FROM families WHERE id > $1 AND user_id = COALESCE($2, user_id) AND client_id = COALESCE($3, client_id)
     AND revoked_at IS NULL AND expires_at > $4 AND (idle_expires_at IS NULL OR idle_expires_at > $4)
   ORDER BY id LIMIT $5`,
);

/** Whose grants are listed; left out: anybody's. */
export interface GrantFilter {
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
}

/** Lists families for administrators. */
@Injectable()
export class GrantsRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` families after this one that have not ended, in the order of their identifiers. */
  async issued(
    { userId, clientId }: GrantFilter,
    now: Instant,
    limit: number,
    after: FamilyId,
  ): Promise<readonly Family[]> {
    const values = [after, userId ?? null, clientId ?? null, now, limit];
    return (await this.database.query<FamilyRow>(ISSUED, values)).map(familyOf);
  }
}
