import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLES = ['recovery_codes', 'totp_secrets', 'factors'];

/** Rows of one kind of factor go with the factor. */
const ofFactor = (name: string) => ({
  name: `${name}_of_factors`,
  columnNames: ['factor_id'],
  referencedTableName: 'factors',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});

/** What people have set up to prove who they are beside the password. Replicas of an older version do not ask for it. */
export class Factors1790003500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN factors varchar(255) NOT NULL DEFAULT ''`);
    await runner.createTable(
      new Table({
        name: 'factors',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'user_id', type: 'varchar', length: '36' },
          { name: 'factor', type: 'varchar', length: '32' },
          { name: 'label', type: 'varchar', length: '255' },
          { name: 'created_at', type: 'bigint' },
          { name: 'last_used_at', type: 'bigint', isNullable: true },
        ],
        indices: [{ columnNames: ['user_id'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'totp_secrets',
        columns: [
          { name: 'factor_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'sealed', type: 'text' },
          { name: 'algorithm', type: 'varchar', length: '8' },
          { name: 'digits', type: 'integer' },
          { name: 'period', type: 'integer' },
          { name: 'last_step', type: 'bigint' },
        ],
        foreignKeys: [ofFactor('totp_secrets')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'recovery_codes',
        columns: [
          { name: 'factor_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
        ],
        foreignKeys: [ofFactor('recovery_codes')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.dropTable(table);
    await runner.query('ALTER TABLE users DROP COLUMN factors');
  }
}
