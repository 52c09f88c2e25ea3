import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

const TABLE = 'idempotency_keys';

/** A request in progress belongs to a process, and only as long as that process lives. */
export class IdempotencyLeases1790002500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(TABLE, new TableColumn({ name: 'owner', type: 'varchar', length: '36', default: "''" }));
    await runner.addColumn(TABLE, new TableColumn({ name: 'leased_until', type: 'bigint', default: 0 }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn(TABLE, 'leased_until');
    await runner.dropColumn(TABLE, 'owner');
  }
}
