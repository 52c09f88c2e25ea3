import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableIndex } from 'typeorm';

type Column = ConstructorParameters<typeof Table>[0] extends { columns?: (infer C)[] } | undefined ? C : never;

const text = (name: string, length: number): Column => ({ name, type: 'varchar', length: String(length) });
const long = (name: string): Column => ({ name, type: 'text' });
const integer = (name: string): Column => ({ name, type: 'integer' });
/** Milliseconds since 1970-01-01T00:00:00Z. */
const instant = (name: string): Column => ({ name, type: 'bigint' });
const key = (column: Column): Column => ({ ...column, isPrimary: true });
const nullable = (column: Column): Column => ({ ...column, isNullable: true });

interface Definition {
  readonly columns: readonly Column[];
  readonly indexes?: readonly (readonly string[])[];
  readonly unique?: readonly (readonly string[])[];
  /** Rows that go with the client whose `client_id` they have. */
  readonly ofClient?: boolean;
}

const TABLES: Readonly<Record<string, Definition>> = {
  audit_events: {
    columns: [
      key(text('id', 36)),
      instant('at'),
      text('type', 64),
      nullable(text('actor', 255)),
      nullable(text('client_id', 255)),
      nullable(text('address', 64)),
      nullable(text('request_id', 64)),
      long('details'),
    ],
    indexes: [['at']],
  },
  signing_keys: {
    columns: [
      key(text('kid', 64)),
      text('alg', 16),
      long('public_jwk'),
      long('sealed_private_jwk'),
      instant('created_at'),
      instant('active_at'),
      nullable(instant('expires_at')),
    ],
  },
  server_secrets: { columns: [key(text('name', 64)), long('sealed')] },
  clients: {
    columns: [
      key(text('client_id', 255)),
      text('client_name', 255),
      long('metadata'),
      instant('created_at'),
      instant('updated_at'),
      integer('version'),
    ],
  },
  client_secrets: {
    columns: [
      key(text('id', 36)),
      text('client_id', 255),
      text('digest', 64),
      instant('created_at'),
      nullable(instant('expires_at')),
    ],
    indexes: [['client_id'], ['expires_at']],
    ofClient: true,
  },
  resources: {
    columns: [key(text('identifier', 512)), text('name', 255), nullable(integer('access_token_lifetime'))],
  },
  scopes: {
    columns: [key(text('name', 255)), text('resource', 512), text('description', 512), nullable(text('role', 255))],
    indexes: [['resource']],
  },
  users: {
    columns: [
      key(text('id', 36)),
      text('username', 255),
      text('normalized_username', 255),
      nullable(text('normalized_email', 320)),
      nullable(long('password_hash')),
      long('claims'),
      long('roles'),
      nullable(instant('disabled_at')),
      instant('created_at'),
      instant('updated_at'),
      integer('version'),
    ],
    indexes: [['normalized_email']],
    unique: [['normalized_username']],
  },
  sessions: {
    columns: [
      key(text('digest', 64)),
      text('sid', 36),
      text('user_id', 36),
      text('amr', 255),
      text('acr', 255),
      instant('authenticated_at'),
      instant('last_seen_at'),
      instant('expires_at'),
    ],
    indexes: [['user_id'], ['expires_at']],
    unique: [['sid']],
  },
  throttles: {
    columns: [key(text('key', 128)), integer('failures'), instant('blocked_until'), instant('expires_at')],
    indexes: [['expires_at']],
  },
  parked_requests: {
    columns: [
      key(text('digest', 64)),
      text('client_id', 255),
      long('parameters'),
      instant('created_at'),
      instant('expires_at'),
      nullable(instant('account_selected_at')),
      nullable(text('decision', 8)),
      nullable(text('decided_by', 36)),
    ],
    indexes: [['expires_at']],
  },
  consents: {
    columns: [
      key(text('user_id', 36)),
      key(text('client_id', 255)),
      long('scope'),
      instant('granted_at'),
      instant('updated_at'),
    ],
    ofClient: true,
  },
  families: {
    columns: [
      key(text('id', 24)),
      text('client_id', 255),
      text('user_id', 36),
      text('sid', 36),
      long('scope'),
      long('resources'),
      instant('authenticated_at'),
      text('acr', 255),
      text('amr', 255),
      nullable(long('nonce')),
      nullable(long('redirect_uri')),
      nullable(text('code_challenge', 43)),
      text('code_digest', 64),
      instant('code_expires_at'),
      nullable(instant('redeemed_at')),
      nullable(integer('generation')),
      nullable(text('refresh_token_digest', 64)),
      nullable(long('rotations')),
      nullable(instant('idle_expires_at')),
      instant('expires_at'),
      nullable(instant('revoked_at')),
      instant('purge_at'),
    ],
    indexes: [['user_id', 'client_id'], ['sid'], ['purge_at']],
  },
  revoked_tokens: { columns: [key(text('digest', 64)), instant('expires_at')], indexes: [['expires_at']] },
};

/** The tables of the first release. */
export class Initial1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, { columns, indexes = [], unique = [], ofClient = false }] of Object.entries(TABLES)) {
      const foreignKeys = ofClient ? [ofClientKey(name)] : [];
      await runner.createTable(new Table({ name, columns: [...columns], foreignKeys }));
      for (const columnNames of indexes) {
        await runner.createIndex(
          name,
          new TableIndex({ name: indexName(name, columnNames), columnNames: [...columnNames] }),
        );
      }
      for (const columnNames of unique) {
        const index = { name: indexName(name, columnNames), columnNames: [...columnNames], isUnique: true };
        await runner.createIndex(name, new TableIndex(index));
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}

function ofClientKey(table: string): TableForeignKey {
  return new TableForeignKey({
    name: `${table}_of_clients`,
    columnNames: ['client_id'],
    referencedTableName: 'clients',
    referencedColumnNames: ['client_id'],
    onDelete: 'CASCADE',
  });
}

function indexName(table: string, columns: readonly string[]): string {
  return `${table}_by_${columns.join('_')}`;
}
