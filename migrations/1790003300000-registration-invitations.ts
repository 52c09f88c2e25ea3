import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const TABLE = 'registration_invitations';

/** Codes by which people may register who have no account yet. */
export class RegistrationInvitations1790003300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'digest', type: 'varchar', length: '64' },
          { name: 'description', type: 'varchar', length: '255', isNullable: true },
          { name: 'created_by', type: 'varchar', length: '255', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
          { name: 'max_uses', type: 'integer' },
          { name: 'uses', type: 'integer' },
        ],
        indices: [{ columnNames: ['digest'], isUnique: true }, { columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}
