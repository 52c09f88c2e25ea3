import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, type Statement, statement } from '../platform/database/database.js';
import type { Family } from './family.js';
import { FAMILY_COLUMNS, type FamilyRow, familyOf } from './family-row.js';
import type { FamilyId } from './refresh-token.js';

/** Rows that one request looks at: no index leads to the families of a client, and a large table would keep everybody waiting. */
const WINDOW = 10_000;

/** Whose grants are listed; left out: anybody's. */
export interface GrantFilter {
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
}

export interface GrantPage {
  readonly items: readonly Family[];
  /** After which to go on; left out at the end. A page may hold few families, or none, and yet not be the last. */
  readonly next?: FamilyId;
}

/** Lists families for administrators. */
@Injectable()
export class GrantsRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` families after this one that have not ended, in the order of their identifiers. */
  async issued({ userId, clientId }: GrantFilter, now: Instant, limit: number, after: FamilyId): Promise<GrantPage> {
    const { scan, match } = statementsFor({ userId, clientId });
    const window = userId === undefined ? [after] : [after, userId];
    const matched = clientId === undefined ? [now, limit + 1] : [now, limit + 1, clientId];
    const found = (await this.database.query<FamilyRow>(match, [...window, ...matched])).map(familyOf);
    const items = found.slice(0, limit);
    if (found.length > limit) return pageOf(items, items.at(-1));
    const [last] = await this.database.query<{ id: FamilyId }>(scan, window);
    return pageOf(items, last);
  }
}

function pageOf(items: readonly Family[], last: { readonly id: FamilyId } | undefined): GrantPage {
  return { items, ...(last && { next: last.id }) };
}

/** `match` filters the window of rows; `scan` yields the window's last row where it is full. */
function statementsFor({ userId, clientId }: GrantFilter): { scan: Statement; match: Statement } {
  const ofUser = userId === undefined ? '' : ' AND user_id = $2';
  const [now, limit, client] = [1, 2, 3].map((number) => `$${number + (ofUser ? 2 : 1)}`);
  const ofClient = clientId === undefined ? '' : ` AND client_id = ${client}`;
  const window = `FROM families WHERE id > $1${ofUser} ORDER BY id`;
  const name = ['grants', ...(ofUser ? ['user'] : []), ...(ofClient ? ['client'] : [])].join('-');
  return {
    scan: statement(`${name}-scan`, `SELECT id ${window} LIMIT 1 OFFSET ${WINDOW - 1}`),
    match: statement(
      `${name}-match`,
      `SELECT ${FAMILY_COLUMNS} FROM (SELECT ${FAMILY_COLUMNS} ${window} LIMIT ${WINDOW}) scanned
       WHERE revoked_at IS NULL AND expires_at > ${now} AND (idle_expires_at IS NULL OR idle_expires_at > ${now})${ofClient}
       ORDER BY id LIMIT ${limit}`,
    ),
  };
}
