import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Client authentication by JWTs: secrets that sign, and the assertions that were used. */
export class ClientKeys1790000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Not through TypeORM, which would make the table anew on SQLite.
    await runner.query('ALTER TABLE client_secrets ADD COLUMN sealed text');
    const columns = [
      { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
      { name: 'expires_at', type: 'bigint' },
    ];
    await runner.createTable(new Table({ name: 'client_assertions', columns }));
    await runner.createIndex(
      'client_assertions',
      new TableIndex({ name: 'client_assertions_by_expires_at', columnNames: ['expires_at'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('client_assertions');
    await runner.query('ALTER TABLE client_secrets DROP COLUMN sealed');
  }
}
