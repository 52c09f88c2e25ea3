import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts whose people have deleted them go after a waiting time. A replica of an older version knows nothing of it. */
export class AccountDeletions1790003400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN deletion_due_at bigint');
    await runner.query('CREATE INDEX users_deletions_due ON users (deletion_due_at) WHERE deletion_due_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users_deletions_due');
    await runner.query('ALTER TABLE users DROP COLUMN deletion_due_at');
  }
}
