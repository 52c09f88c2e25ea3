import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

const COLUMNS = [
  { name: 'user_id', type: 'varchar', length: '36', isNullable: true },
  { name: 'answered_at', type: 'bigint', isNullable: true },
];

/** Parked requests know with whose account they go on, and that they were answered. */
export class Accounts1790000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.addColumn('parked_requests', new TableColumn(column));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of COLUMNS) await runner.dropColumn('parked_requests', name);
  }
}
