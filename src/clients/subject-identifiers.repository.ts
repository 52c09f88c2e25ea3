import { Injectable } from '@nestjs/common';
import {
  type Connection,
  Database,
  type Dialect,
  type Statement,
  statement,
  type Transaction,
} from '../platform/database/database.js';
import { Violations } from '../platform/validation/violations.js';
import { BuiltInClients } from './built-in-clients.js';

const LOCK = 'subject identifiers';

/** RFC 9562 §4, of any version: how this server identifies users. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const IS_USER = statement('subject-identifiers-user', 'SELECT id FROM users WHERE id = $1');
/** The identifiers are a JSON list. */
const CLIENTS_AMONG: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement(
    'subject-identifiers-clients',
    'SELECT client_id FROM clients WHERE client_id IN (SELECT value FROM json_each($1))',
  ),
  postgres: statement(
    'subject-identifiers-clients',
    'SELECT client_id FROM clients WHERE client_id IN (SELECT json_array_elements_text($1::json))',
  ),
};

/** Whether an identifier looks like those that this server gives to users. */
export function isUuid(identifier: string): boolean {
  return UUID.test(identifier);
}

/**
 * Identifiers that someone chose. The subject of a token is a user or a client, and the token does not say which
 * (RFC 9068 §5), so no identifier may be both (RFC 9700 §4.15). Those that the server makes up cannot meet: a user gets a
 * UUID, a client gets 22 characters of base64url.
 */
@Injectable()
export class SubjectIdentifiers {
  constructor(
    private readonly database: Database,
    private readonly builtIn: BuiltInClients,
  ) {}

  /**
   * Whoever chooses the same for a user waits until the transaction ends.
   * @param mayBeUuid whether the client had the identifier before this rule was made
   * @throws Violations if a new client must not have the identifier
   */
  async demandForClient(clientId: string, transaction: Transaction, mayBeUuid = false): Promise<void> {
    if (isUuid(clientId) && !mayBeUuid)
      throw refused('must not be a UUID, because users are identified by UUIDs; choose another, such as a name');
    await this.reserve(transaction);
    if ((await transaction.query(IS_USER, [clientId])).length > 0)
      throw refused('is the identifier of a user; choose another');
  }

  /** Whoever chooses an identifier, of a user or a client, waits until the transaction ends. */
  async reserve(transaction: Transaction): Promise<void> {
    await transaction.lock(LOCK);
  }

  /** Those of the identifiers that are clients'. */
  async clientsAmong(ids: readonly string[], connection: Connection = this.database): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await connection.query<{ client_id: string }>(CLIENTS_AMONG[this.database.dialect], [
      JSON.stringify(ids),
    ]);
    return new Set([...rows.map(({ client_id }) => client_id), ...ids.filter((id) => this.builtIn.has(id))]);
  }
}

function refused(detail: string): Violations {
  return new Violations([{ pointer: '/client_id', detail }]);
}
