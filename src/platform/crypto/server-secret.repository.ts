import { Injectable } from '@nestjs/common';
import { Database, statement } from '../database/database.js';
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

/** The next start makes another. A server that still runs cannot store the old one: it only adds one that is missing when it starts. */
export const REMOVE_SECRET = statement('server-secrets-remove', 'DELETE FROM server_secrets WHERE name = $1');

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

  /** Stores the same secret sealed again, unless another replica has done so. */
  async reseal(name: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL, [name, from, to]);
  }
}
