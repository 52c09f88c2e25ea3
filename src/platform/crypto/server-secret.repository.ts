import { Injectable } from '@nestjs/common';
import { Database, statement, type Transaction } from '../database/database.js';
import type { ServerSecretEntity } from './server-secret.entity.js';

const ALL = statement('server-secrets-all', 'SELECT name, sealed FROM server_secrets');
const OFFER = statement(
  'server-secrets-offer',
  'INSERT INTO server_secrets (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
);

const RESEAL = statement(
  'server-secrets-reseal',
  'UPDATE server_secrets SET sealed = $3 WHERE name = $1 AND sealed = $2',
);

const REPLACE = statement('server-secrets-replace', 'UPDATE server_secrets SET sealed = $2 WHERE name = $1');

/** The next start makes another. A server that still runs cannot store the old one: it only adds one that is missing when it starts. */
export const REMOVE_SECRET = statement('server-secrets-remove', 'DELETE FROM server_secrets WHERE name = $1');

/** What replaced secrets are announced under; the key is the name. */
const SERVER_SECRET_CHANGES = 'server-secrets';

@Injectable()
export class ServerSecretRepository {
  constructor(private readonly database: Database) {}

  /** The sealed secrets by name. */
  async all(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<ServerSecretEntity>(ALL);
    return new Map(rows.map(({ name, sealed }) => [name, sealed]));
  }

  /** Stores the secret unless another replica has stored one under this name; the first wins. */
  async offer(name: string, sealed: string): Promise<void> {
    await this.database.execute(OFFER, [name, sealed]);
  }

  /** Stores another secret under this name. */
  async replace(name: string, sealed: string, transaction: Transaction): Promise<void> {
    await transaction.execute(REPLACE, [name, sealed]);
    await transaction.announce(SERVER_SECRET_CHANGES, name);
  }

  /** Tells when secrets may have been replaced; processes that share an SQLite file do not hear of each other. */
  onChange(listener: () => void): void {
    this.database.onChange(SERVER_SECRET_CHANGES, listener);
  }

  /** Stores the same secret sealed again, unless another replica has done so. */
  async reseal(name: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL, [name, from, to]);
  }
}
