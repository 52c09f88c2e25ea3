import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, type Statement, statement } from '../platform/database/database.js';
import type { Authorization } from './authorization.js';
import { AUTHORIZATION_COLUMNS, type AuthorizationRow, authorizationOf } from './authorization-row.js';
import type { AuthorizationId } from './refresh-token.js';

/** Rows that one request looks at: no index leads to the authorizations of a client, so a large table takes long. */
const WINDOW = 10_000;

/** Whose authorizations are listed; left out: anyone's. */
export interface AuthorizationFilter {
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
}

export interface AuthorizationPage {
  readonly items: readonly Authorization[];
  /** After which to go on; left out at the end. A page may hold few authorizations, or none, and yet not be the last. */
  readonly next?: AuthorizationId;
}

/** Lists authorizations for administrators. */
@Injectable()
export class AuthorizationSearchRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` authorizations after this one that have not ended, in the order of their identifiers. */
  async issued(
    { userId, clientId }: AuthorizationFilter,
    now: Instant,
    limit: number,
    after: AuthorizationId,
  ): Promise<AuthorizationPage> {
    const { scan, match } = statementsFor({ userId, clientId });
    const window = userId === undefined ? [after] : [after, userId];
    const matched = clientId === undefined ? [now, limit + 1] : [now, limit + 1, clientId];
    const found = (await this.database.query<AuthorizationRow>(match, [...window, ...matched])).map(authorizationOf);
    const items = found.slice(0, limit);
    if (found.length > limit) return pageOf(items, items.at(-1));
    const [last] = await this.database.query<{ id: AuthorizationId }>(scan, window);
    return pageOf(items, last);
  }
}

function pageOf(
  items: readonly Authorization[],
  last: { readonly id: AuthorizationId } | undefined,
): AuthorizationPage {
  return { items, ...(last && { next: last.id }) };
}

/** `match` filters the window of rows; `scan` yields the window's last row if it is full. */
function statementsFor({ userId, clientId }: AuthorizationFilter): { scan: Statement; match: Statement } {
  const ofUser = userId === undefined ? '' : ' AND user_id = $2';
  const [now, limit, client] = [1, 2, 3].map((number) => `$${number + (ofUser ? 2 : 1)}`);
  const ofClient = clientId === undefined ? '' : ` AND client_id = ${client}`;
  const window = `FROM families WHERE id > $1${ofUser} ORDER BY id`;
  const name = ['authorizations', ...(ofUser ? ['user'] : []), ...(ofClient ? ['client'] : [])].join('-');
  return {
    scan: statement(`${name}-scan`, `SELECT id ${window} LIMIT 1 OFFSET ${WINDOW - 1}`),
    match: statement(
      `${name}-match`,
      `SELECT ${AUTHORIZATION_COLUMNS} FROM (SELECT ${AUTHORIZATION_COLUMNS} ${window} LIMIT ${WINDOW}) scanned
       WHERE revoked_at IS NULL AND expires_at > ${now} AND (idle_expires_at IS NULL OR idle_expires_at > ${now})${ofClient}
       ORDER BY id LIMIT ${limit}`,
    ),
  };
}
