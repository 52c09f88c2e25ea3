import { Injectable } from '@nestjs/common';
import { Parameters } from '../oauth/parameters.js';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';
import type { ParkedRequestEntity } from './parked-request.entity.js';
import type { ParkedRequest } from './parked-request.js';

const INSERT = statement(
  'parked-requests-insert',
  `INSERT INTO parked_requests (digest, client_id, parameters, created_at, expires_at, user_id, network, size)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
/** What the index `parked_requests_waiting` has: an answer alone ends the waiting of no request that no one signed in for. */
const WAITING =
  'SELECT COALESCE(SUM(size), 0) AS size FROM parked_requests WHERE (user_id IS NULL OR answered_at IS NULL)';
const WAITING_IN_ALL = statement('parked-requests-waiting', WAITING);
const WAITING_OF_NETWORK = statement('parked-requests-waiting-of-network', `${WAITING} AND network = $1`);
const FIND = statement(
  'parked-requests-find',
  `SELECT client_id, parameters, created_at, user_id, account_selected_at, decision, decided_by, answered_at
   FROM parked_requests WHERE digest = $1 AND expires_at > $2`,
);
const DECIDE = statement(
  'parked-requests-decide',
  `UPDATE parked_requests SET decision = $2, decided_by = $3, answered_at = NULL
   WHERE digest = $1 AND (answered_at IS NULL OR answered_at >= $4)`,
);
const SELECT_ACCOUNT = statement(
  'parked-requests-select',
  'UPDATE parked_requests SET account_selected_at = $2, user_id = $3 WHERE digest = $1',
);
const SIGN_IN = statement('parked-requests-sign-in', 'UPDATE parked_requests SET user_id = $2 WHERE digest = $1');
const ANSWER = statement(
  'parked-requests-answer',
  'UPDATE parked_requests SET answered_at = $2 WHERE digest = $1 AND answered_at IS NULL',
);
export const REMOVE_ALL_REQUESTS = statement('parked-requests-remove-all', 'DELETE FROM parked_requests');
const PURGE = deleteExpired('parked-requests-purge', 'parked_requests', 'expires_at');

@Injectable()
export class ParkedRequestsRepository {
  constructor(private readonly database: Database) {}

  async insert(request: NewRequest): Promise<void> {
    const { digest, clientId, parameters, createdAt, expiresAt, userId, network, size } = request;
    await this.database.execute(INSERT, [digest, clientId, parameters, createdAt, expiresAt, userId, network, size]);
  }

  /**
   * The size of what waits, in KiB: all requests that wait for a person, and those that were answered without one.
   * @param network by its digest; left out: of all networks
   */
  async waiting(network?: string): Promise<number> {
    const [row] = await (network === undefined
      ? this.database.query<{ size: number | string }>(WAITING_IN_ALL)
      : this.database.query<{ size: number | string }>(WAITING_OF_NETWORK, [network]));
    return Number(row?.size ?? 0);
  }

  async find(digest: string, now: Instant): Promise<ParkedRequest | undefined> {
    const [row] = await this.database.query<Row>(FIND, [digest, now]);
    return (
      row && {
        clientId: row.client_id,
        parameters: Parameters.from(JSON.parse(row.parameters)),
        createdAt: row.created_at,
        userId: row.user_id,
        accountSelectedAt: row.account_selected_at,
        decision: row.decision,
        decidedBy: row.decided_by,
        answeredAt: row.answered_at,
      }
    );
  }

  /**
   * A request that was answered while the person was deciding is open again.
   * @param begun when that was, so far as it is known here
   */
  async decide(digest: string, decision: 'allow' | 'deny', userId: string, begun: Instant): Promise<void> {
    await this.database.execute(DECIDE, [digest, decision, userId, begun]);
  }

  async selectAccount(digest: string, now: Instant, userId: string): Promise<void> {
    await this.database.execute(SELECT_ACCOUNT, [digest, now, userId]);
  }

  async signIn(digest: string, userId: string): Promise<void> {
    await this.database.execute(SIGN_IN, [digest, userId]);
  }

  /** @returns false if it was answered before, or is gone */
  async answer(digest: string, now: Instant): Promise<boolean> {
    return (await this.database.execute(ANSWER, [digest, now])) === 1;
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}

/** A request that is about to be kept; its parameters as JSON. */
export type NewRequest = Pick<
  ParkedRequestEntity,
  'digest' | 'clientId' | 'createdAt' | 'expiresAt' | 'userId' | 'network' | 'size'
> & { readonly parameters: string };

interface Row {
  readonly client_id: string;
  readonly parameters: string;
  readonly created_at: number;
  readonly user_id: string | null;
  readonly account_selected_at: number | null;
  readonly decision: 'allow' | 'deny' | null;
  readonly decided_by: string | null;
  readonly answered_at: number | null;
}
