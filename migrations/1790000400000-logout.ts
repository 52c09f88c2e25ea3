import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const COLUMNS = [
  { name: 'id', type: 'varchar', length: '36', isPrimary: true },
  { name: 'kind', type: 'varchar', length: '64' },
  { name: 'payload', type: 'text' },
  { name: 'created_at', type: 'bigint' },
  { name: 'attempts', type: 'integer' },
  { name: 'next_attempt_at', type: 'bigint' },
];
const INDEX = { name: 'deliveries_by_next_attempt_at', columnNames: ['next_attempt_at'] };

/** What has to reach other servers, and which clients hear of a session's end. */
export class Logout1790000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table({ name: 'deliveries', columns: COLUMNS }));
    await runner.createIndex('deliveries', new TableIndex(INDEX));
    await runner.query(`ALTER TABLE sessions ADD COLUMN clients text NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN clients');
    await runner.dropTable('deliveries');
  }
}
