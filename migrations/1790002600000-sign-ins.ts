import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'sign_ins';

/** Sign-ins that wait for a required action. Tickets to change a password, which lived for half an hour, are void. */
export class SignIns1790002600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'user_id', type: 'varchar', length: '36' },
          { name: 'account_version', type: 'integer', isNullable: true },
          { name: 'amr', type: 'varchar', length: '255' },
          { name: 'required_action', type: 'varchar', length: '64' },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['user_id'] }, { columnNames: ['expires_at'] }],
      }),
    );
    await runner.query(`DELETE FROM password_tickets WHERE purpose = 'password-change'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
