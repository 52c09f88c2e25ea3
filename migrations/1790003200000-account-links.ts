import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const LINKS = 'account_links';
const TICKETS = 'password_tickets';

/**
 * Links for every purpose, which may have data. What is in `password_tickets` goes on, but for tickets of accounts that
 * have changed: until now their missing version said that they are void, from now on it says that a link outlives changes.
 */
export class AccountLinks1790003200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: LINKS,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'purpose', type: 'varchar', length: '32' },
          { name: 'user_id', type: 'varchar', length: '36', isNullable: true },
          { name: 'account_version', type: 'integer', isNullable: true },
          { name: 'data', type: 'text', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['user_id'] }, { columnNames: ['expires_at'] }],
      }),
    );
    await runner.query(
      `INSERT INTO ${LINKS} (digest, purpose, user_id, account_version, created_at, expires_at)
       SELECT digest, purpose, user_id, account_version, created_at, expires_at FROM ${TICKETS}
       WHERE user_id IS NULL OR account_version IS NOT NULL`,
    );
    await runner.dropTable(TICKETS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TICKETS,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'purpose', type: 'varchar', length: '16' },
          { name: 'user_id', type: 'varchar', length: '36', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
          { name: 'account_version', type: 'integer', isNullable: true },
        ],
        indices: [{ columnNames: ['user_id'] }, { columnNames: ['expires_at'] }],
      }),
    );
    await runner.query(
      `INSERT INTO ${TICKETS} (digest, purpose, user_id, account_version, created_at, expires_at)
       SELECT digest, purpose, user_id, account_version, created_at, expires_at FROM ${LINKS}
       WHERE purpose IN ('setup', 'invitation')`,
    );
    await runner.dropTable(LINKS);
  }
}
