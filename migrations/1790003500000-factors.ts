import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'factors';

/** What people have set up to prove who they are beside the password. Replicas of an older version do not ask for it. */
export class Factors1790003500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN factors varchar(255) NOT NULL DEFAULT ''`);
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'user_id', type: 'varchar', length: '36' },
          { name: 'factor', type: 'varchar', length: '32' },
          { name: 'label', type: 'varchar', length: '255' },
          { name: 'created_at', type: 'bigint' },
          { name: 'last_used_at', type: 'bigint', isNullable: true },
        ],
        indices: [{ columnNames: ['user_id'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
    await runner.query('ALTER TABLE users DROP COLUMN factors');
  }
}
