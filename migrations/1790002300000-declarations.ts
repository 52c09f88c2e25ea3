import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'declarations';

/**
 * What bootstrap files declared last. Of what is in the database already no one knows what was declared, so it is noted until when it
 * was created.
 */
export class Declarations1790002300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'thing', type: 'varchar', length: '64', isPrimary: true },
          { name: 'members', type: 'text' },
          { name: 'password_verdict', type: 'varchar', length: '64', isNullable: true },
        ],
      }),
    );
    await runner.query(
      `INSERT INTO ${TABLE} (thing, members) SELECT 'since', '{"createdAt":"${Date.now()}"}'
       WHERE EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM clients)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
