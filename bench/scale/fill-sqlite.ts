import BetterSqlite3 from 'better-sqlite3';
import { scene } from '../contestants/scene.js';
import { DAY, type Filling, HOUR, type Rows } from './filling.js';

const numbers = (count: number) =>
  `WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${count})`;
const secret = (bytes: number) => `lower(hex(randomblob(${bytes})))`;

/** Fills the file of a server that is stopped meanwhile, or adds to it while it runs. */
export class SqliteFilling implements Filling {
  constructor(private readonly path: string) {}

  async users(count: number): Promise<void> {
    this.run(`
      INSERT INTO users (id, username, normalized_username, normalized_email, password_hash, claims, roles, created_at, updated_at, version)
      ${numbers(count)}
      SELECT 'filler-' || i, 'filler' || i, 'filler' || i, 'filler' || i || '@example.com', (SELECT password_hash FROM users LIMIT 1),
        '{"email":"filler' || i || '@example.com","email_verified":true,"given_name":"Filler","family_name":"User"}', '[]', 0, 0, 1
      FROM numbers`);
  }

  async authorizations(rows: Rows): Promise<void> {
    this.insertAuthorizations(rows);
    this.run('ANALYZE');
  }

  async dueAuthorizations(count: number): Promise<void> {
    this.insertAuthorizations({ salt: 'due', count, users: 1000, purgeAt: Date.now() - 2 * HOUR, spread: HOUR });
    // Or the server's next commit would have to bring all of them into the file.
    this.run('PRAGMA wal_checkpoint');
  }

  async countDue(): Promise<number> {
    return this.one(`SELECT COUNT(*) FROM families WHERE purge_at <= ${Date.now()}`);
  }

  async size(): Promise<number> {
    return this.mebibytes('page_count');
  }

  async sizes(): Promise<string> {
    const [all, free] = [this.mebibytes('page_count'), this.mebibytes('freelist_count')];
    return `file ${all.toFixed(1)} MiB, of which ${free.toFixed(1)} MiB are free`;
  }

  private mebibytes(count: 'page_count' | 'freelist_count'): number {
    return (this.one(`SELECT * FROM pragma_${count}()`) * this.one('SELECT * FROM pragma_page_size()')) / 2 ** 20;
  }

  private insertAuthorizations({ count, users, purgeAt, spread }: Rows): void {
    const now = Date.now();
    this.run(`
      INSERT INTO families (id, client_id, user_id, sid, scope, resources, authenticated_at, acr, amr,
        issued_at, generation, refresh_token_digest, rotations, idle_expires_at, expires_at, purge_at)
      ${numbers(count)}
      SELECT printf('%012x', ${now} + i) || ${secret(5)}, '${scene.clientId}', 'filler-' || (1 + i % ${users}), ${secret(18)}, '${scene.scope}', '[]', ${now - DAY}, '1', 'pwd',
        ${now - DAY}, 3, ${secret(21)}, '[]',
        ${now} + (i % 2) * ${DAY} - ${HOUR}, ${now} + (i % 2) * ${DAY} - ${HOUR}, (${purgeAt} + (i * 7919) % ${spread}) / ${HOUR} * ${HOUR}
      FROM numbers`);
  }

  private run(text: string): void {
    this.with((database) => database.exec(text));
  }

  private one(text: string): number {
    return this.with((database) => Number(database.prepare(text).pluck().get()));
  }

  private with<T>(work: (database: BetterSqlite3.Database) => T): T {
    const database = new BetterSqlite3(this.path, { timeout: 60_000 });
    try {
      return work(database);
    } finally {
      database.close();
    }
  }
}
