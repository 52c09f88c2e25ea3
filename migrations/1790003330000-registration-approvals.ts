import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'registration_approvals';

/** Accounts that people have registered and that an administrator has to approve. */
export class RegistrationApprovals1790003330000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'user_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'requested_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
