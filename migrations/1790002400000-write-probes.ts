import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'write_probes';

/** Rows that are written to see whether anything can be, and deleted at once. */
export class WriteProbes1790002400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'filler', type: 'text' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
