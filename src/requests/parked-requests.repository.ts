import { Injectable } from '@nestjs/common';
import { Parameters } from '../oauth/parameters.js';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import type { ParkedRequest } from './parked-request.js';

const INSERT = statement(
  'parked-requests-insert',
  'INSERT INTO parked_requests (digest, client_id, parameters, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
);
const FIND = statement(
  'parked-requests-find',
  `SELECT client_id, parameters, created_at, account_selected_at, decision, decided_by
   FROM parked_requests WHERE digest = $1 AND expires_at > $2`,
);
const DECIDE = statement(
  'parked-requests-decide',
  'UPDATE parked_requests SET decision = $2, decided_by = $3 WHERE digest = $1',
);
const SELECT_ACCOUNT = statement(
  'parked-requests-select',
  'UPDATE parked_requests SET account_selected_at = $2 WHERE digest = $1',
);
const DELETE = statement('parked-requests-delete', 'DELETE FROM parked_requests WHERE digest = $1');
const PURGE = statement(
  'parked-requests-purge',
  'DELETE FROM parked_requests WHERE digest IN (SELECT digest FROM parked_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)',
);

@Injectable()
export class ParkedRequestsRepository {
  constructor(private readonly database: Database) {}

  async insert(
    digest: string,
    clientId: string,
    parameters: Parameters,
    createdAt: Instant,
    expiresAt: Instant,
  ): Promise<void> {
    await this.database.execute(INSERT, [digest, clientId, JSON.stringify(parameters), createdAt, expiresAt]);
  }

  async find(digest: string, now: Instant): Promise<ParkedRequest | undefined> {
    const [row] = await this.database.query<Row>(FIND, [digest, now]);
    return (
      row && {
        clientId: row.client_id,
        parameters: Parameters.from(JSON.parse(row.parameters)),
        createdAt: row.created_at,
        accountSelectedAt: row.account_selected_at,
        decision: row.decision,
        decidedBy: row.decided_by,
      }
    );
  }

  async decide(digest: string, decision: 'allow' | 'deny', userId: string): Promise<void> {
    await this.database.execute(DECIDE, [digest, decision, userId]);
  }

  async selectAccount(digest: string, now: Instant): Promise<void> {
    await this.database.execute(SELECT_ACCOUNT, [digest, now]);
  }

  /** @returns false where it was gone already */
  async delete(digest: string): Promise<boolean> {
    return (await this.database.execute(DELETE, [digest])) === 1;
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE, [now, limit]);
  }
}

interface Row {
  readonly client_id: string;
  readonly parameters: string;
  readonly created_at: number;
  readonly account_selected_at: number | null;
  readonly decision: 'allow' | 'deny' | null;
  readonly decided_by: string | null;
}
