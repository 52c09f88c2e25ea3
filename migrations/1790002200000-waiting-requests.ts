import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

const COLUMNS = [
  { name: 'network', type: 'varchar', length: '64', default: "''" },
  { name: 'size', type: 'integer', default: 1 },
];

/** Parked requests are counted by the network that sent them, as long as they wait. */
export class WaitingRequests1790002200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.addColumn('parked_requests', new TableColumn(column));
    await runner.query(
      'CREATE INDEX parked_requests_waiting ON parked_requests (network, size) WHERE user_id IS NULL OR answered_at IS NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX parked_requests_waiting');
    for (const { name } of COLUMNS) await runner.dropColumn('parked_requests', name);
  }
}
