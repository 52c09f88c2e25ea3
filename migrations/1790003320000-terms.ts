import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** The terms of use, and who has accepted which version. */
export class Terms1790003320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'terms',
        columns: [
          { name: 'version', type: 'varchar', length: '64', isPrimary: true },
          { name: 'contents', type: 'text' },
          { name: 'published_at', type: 'bigint' },
          { name: 'withdrawn_at', type: 'bigint', isNullable: true },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'terms_acceptances',
        columns: [
          { name: 'user_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'version', type: 'varchar', length: '64', isPrimary: true },
          { name: 'accepted_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('terms_acceptances');
    await runner.dropTable('terms');
  }
}
