import { scene } from '../contestants/scene.js';
import type { Postgres } from '../postgres.js';
import { DAY, type Filling, HOUR, type Rows } from './filling.js';

/** 43 characters that look random and are different for each row. */
const secret = (salt: string) => `rtrim(translate(encode(sha256(('${salt}' || i)::bytea), 'base64'), '+/', '-_'), '=')`;
const uuid = (salt: string, number = 'i') => `md5('${salt}' || ${number})::uuid::text`;

/** Fills a database that the server has migrated, with indexes made afterwards, and leaves it as after a vacuum. */
export class PostgresFilling implements Filling {
  constructor(
    private readonly postgres: Postgres,
    private readonly database: string,
  ) {}

  async users(count: number): Promise<void> {
    await this.run(`
      INSERT INTO users (id, username, normalized_username, normalized_email, password_hash, claims, roles, created_at, updated_at, version)
      SELECT ${uuid('user')}, 'filler' || i, 'filler' || i, 'filler' || i || '@example.com', (SELECT password_hash FROM users LIMIT 1),
        '{"email":"filler' || i || '@example.com","email_verified":true,"given_name":"Filler","family_name":"User"}', '[]', 0, 0, 1
      FROM generate_series(1, ${count}) AS i`);
    await this.run('VACUUM ANALYZE users');
  }

  async authorizations(rows: Rows): Promise<void> {
    const { drop, make } = await this.indexes('families');
    for (const text of drop) await this.run(text);
    await this.insertAuthorizations(rows);
    for (const text of make) await this.run(`SET maintenance_work_mem = '1GB'; ${text}`);
    await this.run('VACUUM ANALYZE families');
    await this.run('CHECKPOINT');
  }

  async dueAuthorizations(count: number): Promise<void> {
    await this.insertAuthorizations({ salt: 'due', count, users: 1000, purgeAt: Date.now() - 2 * HOUR, spread: HOUR });
  }

  async countDue(): Promise<number> {
    const text = `SELECT COUNT(*) AS count FROM families WHERE purge_at <= ${Date.now()}`;
    const [row] = await this.postgres.run<{ count: string }>(this.database, text);
    return Number(row?.count);
  }

  async size(): Promise<number> {
    const text = `SELECT pg_database_size('${this.database}') AS bytes`;
    const [row] = await this.postgres.run<{ bytes: string }>(this.database, text);
    return Number(row?.bytes) / 2 ** 20;
  }

  async sizes(): Promise<string> {
    const rows = await this.postgres.run<{ name: string; size: string; live: string; dead: string }>(
      this.database,
      `SELECT relname AS name, pg_total_relation_size(relid) AS size, n_live_tup AS live, n_dead_tup AS dead
       FROM pg_stat_user_tables WHERE n_live_tup + n_dead_tup > 20 ORDER BY size DESC LIMIT 5`,
    );
    return rows
      .map(
        ({ name, size, live, dead }) =>
          `${name} ${(Number(size) / 2 ** 20).toFixed(1)} MiB (${live} rows, ${dead} dead)`,
      )
      .join(', ');
  }

  /** Every other authorization has expired; all are due in the future, so that the purge leaves them alone. */
  private insertAuthorizations({ salt, count, users, purgeAt, spread }: Rows): Promise<void> {
    const now = Date.now();
    return this.run(`
      INSERT INTO families (id, client_id, user_id, sid, scope, resources, authenticated_at, acr, amr,
        issued_at, generation, refresh_token_digest, rotations, idle_expires_at, expires_at, purge_at)
      SELECT lpad(to_hex(${now} + i), 12, '0') || left(md5('${salt}' || i), 10), '${scene.clientId}', ${uuid('user', `(1 + i % ${users})`)}, ${uuid(`${salt}sid`)}, '${scene.scope}', '[]',
        ${now - DAY}, '1', 'pwd', ${now - DAY}, 3,
        ${secret('token')}, '[]', ${now} + (i % 2) * ${DAY} - ${HOUR}, ${now} + (i % 2) * ${DAY} - ${HOUR}, (${purgeAt} + (i::bigint * 7919) % ${spread}) / ${HOUR} * ${HOUR}
      FROM generate_series(1, ${count}) AS i`);
  }

  /** Statements that drop and make every index of a table, that of the primary key too: random keys one by one would take an hour. */
  private async indexes(table: string): Promise<{ drop: readonly string[]; make: readonly string[] }> {
    const rows = await this.postgres.run<{ name: string; definition: string; primary: boolean; key: string }>(
      this.database,
      `SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition, i.indisprimary AS primary, pg_get_constraintdef(k.oid) AS key
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_constraint k ON k.conindid = c.oid
       WHERE i.indrelid = '${table}'::regclass`,
    );
    return {
      drop: rows.map(({ name, primary }) =>
        primary ? `ALTER TABLE ${table} DROP CONSTRAINT "${name}"` : `DROP INDEX "${name}"`,
      ),
      make: rows.map(({ name, definition, primary, key }) =>
        primary ? `ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${key}` : definition,
      ),
    };
  }

  private async run(text: string): Promise<void> {
    await this.postgres.run(this.database, text);
  }
}
