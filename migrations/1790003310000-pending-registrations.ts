import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'pending_registrations';

/** What people typed who want an account and have not proven their address yet. */
export class PendingRegistrations1790003310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'email', type: 'varchar', length: '64' },
          { name: 'network', type: 'varchar', length: '64' },
          { name: 'contents', type: 'text' },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['email'] }, { columnNames: ['network'] }, { columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
