import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const ATTRIBUTES = 'user_attributes';

/** The attributes of users that claims are made of, and how resources and scopes map them. */
export class ClaimMappings1790002710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: ATTRIBUTES,
        columns: [
          { name: 'name', type: 'varchar', length: '64', isPrimary: true },
          { name: 'description', type: 'varchar', length: '512' },
        ],
      }),
    );
    for (const table of ['resources', 'scopes'])
      await runner.query(`ALTER TABLE ${table} ADD COLUMN claim_mappings text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['scopes', 'resources']) await runner.query(`ALTER TABLE ${table} DROP COLUMN claim_mappings`);
    await runner.dropTable(ATTRIBUTES);
  }
}
