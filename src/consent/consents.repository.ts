import { Injectable } from '@nestjs/common';
import type { ConsentGround } from '../authorizations/grounds.js';
import type { ClientUse } from '../clients/client-uses.js';
import { storedClient } from '../clients/clients.repository.js';
import type { Instant } from '../platform/clock.js';
import { type Connection, Database, type Dialect, statement, type Transaction } from '../platform/database/database.js';

/** Announced with {@link consentKey} if a consent changes. */
export const CONSENTS = 'consents';

const FIND = statement(
  'consent-find',
  'SELECT client_id AS "clientId", scope, granted_at AS "grantedAt" FROM consents WHERE user_id = $1 AND client_id = $2',
);
/** Consents go with their client, so there is none for a client that is not stored: one removed meanwhile, or a built-in one. */
const store = (dialect: Dialect) =>
  statement(
    'consent-store',
    `INSERT INTO consents (user_id, client_id, scope, granted_at, updated_at)
   SELECT $1, client_id, $3, CAST($4 AS BIGINT), CAST($4 AS BIGINT) FROM (${storedClient(dialect, '$2')}) AS c WHERE true
   ON CONFLICT (user_id, client_id) DO UPDATE SET scope = $3, updated_at = $4`,
  );
const STORE = { sqlite: store('sqlite'), postgres: store('postgres') };
const REMOVE = statement(
  'consent-remove',
  'DELETE FROM consents WHERE user_id = $1 AND client_id = $2 RETURNING scope',
);
const REMOVE_ALL_OF = statement(
  'consent-remove-all-of',
  'DELETE FROM consents WHERE user_id = $1 RETURNING client_id AS "clientId"',
);
const LIST = statement(
  'consent-list',
  `SELECT client_id AS "clientId", scope, granted_at AS "grantedAt" FROM consents WHERE user_id = $1
   ORDER BY granted_at DESC, client_id`,
);

const ALL_OF = statement(
  'consent-all-of',
  `SELECT client_id AS "clientId", scope, granted_at AS "grantedAt", updated_at AS "updatedAt" FROM consents
   WHERE user_id = $1 ORDER BY granted_at, client_id`,
);
/** The consent that authorizations rest on. */
export const consentGround: ConsentGround = (dialect, userId, clientId, grantedAt) =>
  `SELECT 1 FROM consents WHERE user_id = ${userId} AND client_id = ${clientId} AND granted_at = ${grantedAt}${dialect === 'postgres' ? ' FOR KEY SHARE' : ''}`;

/** A client that someone allows something is in use. */
export const consentToClient: ClientUse = (clientId) =>
  `EXISTS (SELECT 1 FROM consents k WHERE k.client_id = ${clientId})`;

export interface StoredConsent {
  readonly clientId: string;
  /** Space-delimited. */
  readonly scope: string;
  readonly grantedAt: Instant;
}

/** A consent and when it was last allowed more. */
export interface KeptConsent extends StoredConsent {
  readonly updatedAt: Instant;
}

/** Names the consent of a user to a client. */
export function consentKey(userId: string, clientId: string): string {
  return JSON.stringify([userId, clientId]);
}

@Injectable()
export class ConsentsRepository {
  constructor(private readonly database: Database) {}

  /** What the user has allowed the client; undefined if nothing. */
  async find(
    userId: string,
    clientId: string,
    connection: Connection = this.database,
  ): Promise<StoredConsent | undefined> {
    const [row] = await connection.query<StoredConsent>(FIND, [userId, clientId]);
    return row;
  }

  /** @returns false if there is no such client (any more) */
  async store(
    userId: string,
    clientId: string,
    scope: string,
    now: Instant,
    transaction: Transaction,
  ): Promise<boolean> {
    const values = [userId, clientId, scope, now];
    if ((await transaction.execute(STORE[this.database.dialect], values)) === 0) return false;
    await transaction.announce(CONSENTS, consentKey(userId, clientId));
    return true;
  }

  /** @returns the scope that was allowed, space-delimited; undefined if nothing was */
  async remove(userId: string, clientId: string, transaction: Transaction): Promise<string | undefined> {
    await transaction.announce(CONSENTS, consentKey(userId, clientId));
    const [removed] = await transaction.query<{ scope: string }>(REMOVE, [userId, clientId]);
    return removed?.scope;
  }

  /** The user is gone. */
  async removeAllOf(userId: string, transaction: Transaction): Promise<void> {
    const removed = await transaction.query<{ clientId: string }>(REMOVE_ALL_OF, [userId]);
    for (const { clientId } of removed) await transaction.announce(CONSENTS, consentKey(userId, clientId));
  }

  /** What the user has allowed, the newest first. */
  async list(userId: string): Promise<readonly StoredConsent[]> {
    return this.database.query<StoredConsent>(LIST, [userId]);
  }

  /** Everything that is stored of what the user has allowed, the oldest first. */
  allOf(userId: string): Promise<readonly KeptConsent[]> {
    return this.database.query<KeptConsent>(ALL_OF, [userId]);
  }
}
