import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement, type Transaction } from '../platform/database/database.js';
import type { ClientSecret } from './client.js';
import { CLIENTS } from './clients.repository.js';

const INSERT_SECRET = statement(
  'client-secrets-insert',
  'INSERT INTO client_secrets (id, client_id, digest, sealed, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
);
const DELETE_SECRETS = statement('client-secrets-delete', 'DELETE FROM client_secrets WHERE client_id = $1');
const PURGE_SECRETS = statement(
  'client-secrets-purge',
  `DELETE FROM client_secrets WHERE id IN (
     SELECT s.id FROM client_secrets s WHERE s.expires_at < $1 AND EXISTS (
       SELECT 1 FROM client_secrets n WHERE n.client_id = s.client_id AND (n.expires_at IS NULL OR n.expires_at > s.expires_at)
     ) LIMIT $2
   )`,
);
const HAVING_SECRET = statement(
  'clients-having-secret',
  'SELECT client_id AS "clientId" FROM client_secrets WHERE digest = $1',
);
const SEALED_SECRETS = statement(
  'client-secrets-sealed',
  'SELECT id, sealed FROM client_secrets WHERE sealed IS NOT NULL',
);
const RESEAL_SECRET = statement(
  'client-secrets-reseal',
  'UPDATE client_secrets SET sealed = $3 WHERE id = $1 AND sealed = $2',
);

/** What is stored of the secrets of clients. {@link ClientsRepository} reads those of a client with it. */
@Injectable()
export class ClientSecretsRepository {
  constructor(private readonly database: Database) {}

  /** The identifiers of the clients that have the secret with this digest, good or expired. */
  async clientsHaving(digest: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ clientId: string }>(HAVING_SECRET, [digest]);
    return rows.map(({ clientId }) => clientId);
  }

  /** Makes these the client's only secrets. */
  async replace(clientId: string, secrets: readonly ClientSecret[], transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE_SECRETS, [clientId]);
    for (const { id, digest, sealed, createdAt, expiresAt } of secrets) {
      await transaction.execute(INSERT_SECRET, [id, clientId, digest, sealed, createdAt, expiresAt]);
    }
    await transaction.announce(CLIENTS, clientId);
  }

  /** Deletes at most `limit` secrets that have expired before `now`, but never the last of a client; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE_SECRETS, [now, limit]);
  }

  /** The sealed secrets of all clients. */
  sealed(): Promise<readonly { readonly id: string; readonly sealed: string }[]> {
    return this.database.query(SEALED_SECRETS);
  }

  /** Stores the same secret sealed again, unless another replica has done so. */
  async reseal(id: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL_SECRET, [id, from, to]);
  }
}
