import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { type Connection, Database, statement, type Transaction } from '../../platform/database/database.js';
import type { ProtectedHost } from './protected-host.js';

/** Announced with the host if what is stored of it changes. */
export const PROTECTED_HOSTS = 'protected-hosts';

const COLUMNS = 'host, name, rules, headers, created_at AS "createdAt"';
const FIND = statement('protected-hosts-find', `SELECT ${COLUMNS} FROM protected_hosts WHERE host = $1`);
const ALL = statement('protected-hosts-all', `SELECT ${COLUMNS} FROM protected_hosts`);
const STORE = statement(
  'protected-hosts-store',
  `INSERT INTO protected_hosts (host, name, rules, headers, created_at) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (host) DO UPDATE SET name = excluded.name, rules = excluded.rules, headers = excluded.headers`,
);
const DELETE = statement('protected-hosts-delete', 'DELETE FROM protected_hosts WHERE host = $1');

/** A protected host as it is stored. */
export interface StoredHost extends ProtectedHost {
  readonly createdAt: Instant;
}

interface Row extends Pick<StoredHost, 'host' | 'name' | 'createdAt'> {
  /** JSON. */
  readonly rules: string;
  readonly headers: string;
}

@Injectable()
export class ProtectedHostsRepository {
  constructor(private readonly database: Database) {}

  async find(host: string, connection: Connection = this.database): Promise<StoredHost | undefined> {
    const [row] = await connection.query<Row>(FIND, [host]);
    return row && storedHost(row);
  }

  /** In the order of their names, by code units. */
  async all(): Promise<readonly StoredHost[]> {
    const rows = await this.database.query<Row>(ALL);
    return rows.map(storedHost).sort((one, other) => (one.host < other.host ? -1 : 1));
  }

  /** Adds a host, or gives one another name, rules and headers. */
  async store({ host, name, rules, headers }: ProtectedHost, now: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(STORE, [host, name, JSON.stringify(rules), JSON.stringify(headers), now]);
    await transaction.announce(PROTECTED_HOSTS, host);
  }

  async delete(host: string, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE, [host]);
    await transaction.announce(PROTECTED_HOSTS, host);
  }
}

function storedHost({ rules, headers, ...rest }: Row): StoredHost {
  return { ...rest, rules: JSON.parse(rules), headers: JSON.parse(headers) };
}
