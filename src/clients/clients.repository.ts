import { Injectable } from '@nestjs/common';
import type { AlgorithmUse } from '../keys/algorithm-uses.js';
import type { Instant } from '../platform/clock.js';
import {
  type Connection,
  Database,
  type Dialect,
  type Statement,
  statement,
  type Transaction,
} from '../platform/database/database.js';
import { containing, like } from '../platform/database/like.js';
import { Declarations } from '../platform/declarations.js';
import { ATTRIBUTE } from '../resources/claims/claim-mapping.js';
import type { ClientMetadata, ClientSecret, RegisteredBy } from './client.js';
import { CLIENT_USES, type ClientUse } from './client-uses.js';

/** A client as it is stored. */
export interface ClientRecord {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  readonly secrets: readonly ClientSecret[];
  readonly registeredBy: RegisteredBy;
  /** Of the token by which the client manages its registration (RFC 7592); null: an administrator does. */
  readonly registrationTokenDigest: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Counts the changes. */
  readonly version: number;
}

/** Who registers a client, and how it manages its registration. */
export type Registrar = Pick<ClientRecord, 'registeredBy' | 'registrationTokenDigest'>;

export const ADMINISTRATOR: Registrar = { registeredBy: 'administrator', registrationTokenDigest: null };

/** A place in the list of clients, which is ordered by creation. */
export type ClientPosition = readonly [createdAt: Instant, clientId: string];

const COLUMNS = `c.client_id, c.metadata, c.registered_by, c.registration_token_digest, c.created_at, c.updated_at, c.version,
  s.id AS secret_id, s.digest, s.sealed, s.created_at AS secret_created_at, s.expires_at`;
const SELECT = statement(
  'clients-find',
  `SELECT ${COLUMNS} FROM clients c LEFT JOIN client_secrets s ON s.client_id = c.client_id WHERE c.client_id = $1 ORDER BY s.created_at, s.id`,
);
const LIST = statement(
  'clients-list',
  `SELECT ${COLUMNS} FROM (
     SELECT * FROM clients WHERE (created_at > $1 OR (created_at = $1 AND client_id > $2)) AND ${like('lower(client_name)', 'lower($3)')}
     ORDER BY created_at, client_id LIMIT $4
   ) c LEFT JOIN client_secrets s ON s.client_id = c.client_id ORDER BY c.created_at, c.client_id, s.created_at, s.id`,
);
const INSERT = statement(
  'clients-insert',
  `INSERT INTO clients (client_id, client_name, metadata, created_at, updated_at, version, registered_by, registration_token_digest)
   VALUES ($1, $2, $3, $4, $4, 1, $5, $6)
   ON CONFLICT (client_id) DO NOTHING`,
);
/** Of clients with this text in their metadata, which `JSON.stringify` wrote. */
const MAPPING: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement('clients-mapping', 'SELECT client_id FROM clients WHERE instr(metadata, $1) > 0 LIMIT 1'),
  postgres: statement('clients-mapping', 'SELECT client_id FROM clients WHERE strpos(metadata, $1) > 0 LIMIT 1'),
};
const UPDATE = statement(
  'clients-update',
  'UPDATE clients SET client_name = $2, metadata = $3, updated_at = $4, version = version + 1 WHERE client_id = $1',
);
const DELETE = statement('clients-delete', 'DELETE FROM clients WHERE client_id = $1');

function purgeUnused(uses: readonly ClientUse[]): Statement {
  const unused = uses.map((use) => ` AND NOT (${use('c.client_id')})`).join('');
  return statement(
    'clients-purge-unused',
    `DELETE FROM clients WHERE client_id IN (
       SELECT c.client_id FROM clients c WHERE c.registered_by = 'open' AND c.updated_at < $1${unused} LIMIT $2
     )`,
  );
}

/**
 * A SELECT of the `client_id`, if the client is stored, for statements of other rooms. Who removes it at the same time waits,
 * or is waited for.
 * @param clientId SQL, such as `$2`
 */
export function storedClient(dialect: Dialect, clientId: string): string {
  return `SELECT client_id FROM clients WHERE client_id = ${clientId}${dialect === 'postgres' ? ' FOR KEY SHARE' : ''}`;
}

const SIGNED_MEMBERS = ['id_token_signed_response_alg', 'userinfo_signed_response_alg'];

/** A row if something is signed for a client with the algorithm `$1`. Texts without its name are not read as JSON. */
export const CLIENTS_ALGORITHM_USE: AlgorithmUse = {
  sqlite: statement(
    'clients-algorithm-use',
    `SELECT client_id FROM clients WHERE instr(metadata, $1) > 0
     AND $1 IN (${SIGNED_MEMBERS.map((name) => `metadata ->> '$.${name}'`).join(', ')}) LIMIT 1`,
  ),
  postgres: statement(
    'clients-algorithm-use',
    `SELECT client_id FROM clients WHERE strpos(metadata, $1) > 0
     AND $1 IN (${SIGNED_MEMBERS.map((name) => `metadata::json ->> '${name}'`).join(', ')}) LIMIT 1`,
  ),
};

/** Of the identifiers in a JSON list, those that are clients'. */
export const CLIENTS_AMONG: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement(
    'clients-among',
    'SELECT client_id AS id FROM clients WHERE client_id IN (SELECT value FROM json_each($1))',
  ),
  postgres: statement(
    'clients-among',
    'SELECT client_id AS id FROM clients WHERE client_id IN (SELECT json_array_elements_text($1::json))',
  ),
};

/** What changes of clients are announced under; the key is the `client_id`. */
export const CLIENTS = 'clients';

interface Row {
  readonly client_id: string;
  readonly metadata: string;
  readonly registered_by: RegisteredBy;
  readonly registration_token_digest: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly version: number;
  readonly secret_id: string | null;
  readonly digest: string;
  readonly sealed: string | null;
  readonly secret_created_at: number;
  readonly expires_at: number | null;
}

@Injectable()
export class ClientsRepository {
  private readonly purgeUnusedClients: Statement;

  constructor(
    private readonly database: Database,
    declarations: Declarations,
  ) {
    this.purgeUnusedClients = purgeUnused(declarations.all(CLIENT_USES));
  }

  async find(clientId: string, connection: Connection = this.database): Promise<ClientRecord | undefined> {
    return recordsOf(await connection.query<Row>(SELECT, [clientId]))[0];
  }

  /** A client that has a claim made of this attribute of users. */
  async findMapping(attribute: string, transaction: Transaction): Promise<string | undefined> {
    const mapped = `"from":${JSON.stringify(ATTRIBUTE + attribute)}`;
    const [row] = await transaction.query<{ client_id: string }>(MAPPING[this.database.dialect], [mapped]);
    return row?.client_id;
  }

  /** At most `limit` clients after a position, oldest first, whose name contains the text; `A` to `Z` match `a` to `z`. */
  async list(
    limit: number,
    [createdAt, clientId]: ClientPosition = [-1, ''],
    clientName: string,
  ): Promise<readonly ClientRecord[]> {
    return recordsOf(await this.database.query<Row>(LIST, [createdAt, clientId, containing(clientName), limit]));
  }

  /**
   * Whether the identifier was free and the client is stored now.
   * @param registrar left out: an administrator
   */
  async insert(
    clientId: string,
    metadata: ClientMetadata,
    now: Instant,
    transaction: Transaction,
    { registeredBy, registrationTokenDigest }: Registrar = ADMINISTRATOR,
  ): Promise<boolean> {
    const described = [clientId, metadata.client_name, JSON.stringify(metadata)];
    const values = [...described, now, registeredBy, registrationTokenDigest];
    return (await transaction.execute(INSERT, values)) === 1;
  }

  /** Stores the metadata as a new version. */
  async update(clientId: string, metadata: ClientMetadata, now: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(UPDATE, [clientId, metadata.client_name, JSON.stringify(metadata), now]);
    await transaction.announce(CLIENTS, clientId);
  }

  /** Its secrets, and what users have allowed it, go with it. */
  async delete(clientId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE, [clientId]);
    await transaction.announce(CLIENTS, clientId);
  }

  /** Deletes at most `limit` clients of strangers that were not changed since `before` and that no room uses; returns how many. */
  purgeUnused(before: Instant, limit: number): Promise<number> {
    return this.database.execute(this.purgeUnusedClients, [before, limit]);
  }
}

/** Gathers the rows of one client, one per secret, in the order they came. */
function recordsOf(rows: readonly Row[]): readonly ClientRecord[] {
  const records = new Map<string, ClientRecord & { readonly secrets: ClientSecret[] }>();
  for (const row of rows) {
    const record = records.get(row.client_id) ?? {
      clientId: row.client_id,
      metadata: JSON.parse(row.metadata) as ClientMetadata,
      secrets: [],
      registeredBy: row.registered_by,
      registrationTokenDigest: row.registration_token_digest,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      version: row.version,
    };
    records.set(row.client_id, record);
    if (row.secret_id === null) continue;
    record.secrets.push({
      id: row.secret_id,
      digest: row.digest,
      sealed: row.sealed,
      createdAt: row.secret_created_at,
      expiresAt: row.expires_at,
    });
  }
  return [...records.values()];
}
