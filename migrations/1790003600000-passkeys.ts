import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const PASSKEYS = 'passkeys';
const USED_CHALLENGES = 'used_challenges';

/** Passkeys, and the challenges that were answered by one. */
export class Passkeys1790003600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: PASSKEYS,
        columns: [
          { name: 'factor_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'credential_id', type: 'varchar', length: '1364' },
          { name: 'user_id', type: 'varchar', length: '36' },
          { name: 'user_handle', type: 'varchar', length: '86' },
          { name: 'public_key', type: 'text' },
          { name: 'counter', type: 'bigint' },
          { name: 'transports', type: 'varchar', length: '255' },
          { name: 'aaguid', type: 'varchar', length: '36' },
          { name: 'backup', type: 'varchar', length: '16' },
          { name: 'uv_initialized_at', type: 'bigint', isNullable: true },
        ],
        foreignKeys: [
          {
            name: 'passkeys_of_factors',
            columnNames: ['factor_id'],
            referencedTableName: 'factors',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
        indices: [{ columnNames: ['user_id'] }, { columnNames: ['credential_id'], isUnique: true }],
      }),
    );
    await runner.createTable(
      new Table({
        name: USED_CHALLENGES,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(USED_CHALLENGES);
    await runner.dropTable(PASSKEYS);
  }
}
