import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const TABLE = 'idempotency_keys';

/** What was answered to requests that carried an `Idempotency-Key`. */
export class IdempotencyKeys1790001500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'fingerprint', type: 'varchar', length: '64' },
          { name: 'sealed_answer', type: 'text', isNullable: true },
          { name: 'expires_at', type: 'bigint' },
        ],
      }),
    );
    await runner.createIndex(TABLE, new TableIndex({ name: `${TABLE}_by_expires_at`, columnNames: ['expires_at'] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
