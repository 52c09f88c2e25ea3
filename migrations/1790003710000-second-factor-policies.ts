import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'role_policies';

/** What roles say of second factors, until when people may put off to set one up, and which session a sign-in steps up. */
export class SecondFactorPolicies1790003710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'role', type: 'varchar', length: '255', isPrimary: true },
          { name: 'second_factor', type: 'varchar', length: '16' },
        ],
      }),
    );
    await runner.query('ALTER TABLE users ADD COLUMN enrol_by bigint');
    await runner.query('ALTER TABLE sign_ins ADD COLUMN sid varchar(36)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sign_ins DROP COLUMN sid');
    await runner.query('ALTER TABLE users DROP COLUMN enrol_by');
    await runner.dropTable(TABLE);
  }
}
