import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'quotas';

/** How many requests replicas have let in together. */
export class Quotas1790004200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'key', type: 'varchar', length: '128', isPrimary: true },
          { name: 'minute', type: 'bigint' },
          { name: 'count', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
