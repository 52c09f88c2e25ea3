import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A ticket to choose a password is for the account as it was when the ticket was made. Present tickets of accounts whose
 * profile was changed since then are void.
 */
export class LinksOfAccounts1790001900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE password_tickets ADD COLUMN account_version integer');
    await runner.query(
      `UPDATE password_tickets SET account_version =
         (SELECT version FROM users WHERE users.id = password_tickets.user_id AND users.updated_at <= password_tickets.created_at)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE password_tickets DROP COLUMN account_version');
  }
}
