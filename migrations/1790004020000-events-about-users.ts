import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds events by the account that they are about, which stands in their details. Few events have one. */
export class EventsAboutUsers1790004020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    // As text on PostgreSQL: as JSON it refuses what has the escape of a NUL, which people can type.
    const user = isSqlite ? "json_extract(details, '$.user')" : `substring(details from '"user":"([^"\\\\]+)"')`;
    await runner.query(`CREATE INDEX audit_events_about_user ON audit_events (${user}, at) WHERE ${user} IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_events_about_user');
  }
}
