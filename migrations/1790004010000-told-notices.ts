import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TOLD_NOTICES = 'told_notices';

/** What people were told lately, so that they are not told it again and again. */
export class ToldNotices1790004010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TOLD_NOTICES,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TOLD_NOTICES);
  }
}
