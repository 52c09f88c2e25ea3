import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Not through TypeORM: on SQLite it would make the table anew, and dropping the old one would delete every secret and consent. */
const ADDED = [`registered_by varchar(24) NOT NULL DEFAULT 'administrator'`, 'registration_token_digest varchar(64)'];

const TOKENS = 'initial_access_tokens';

/** Who registered a client, and the tokens of dynamic registration (RFC 7591, RFC 7592). */
export class Registration1790000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of ADDED) await runner.query(`ALTER TABLE clients ADD COLUMN ${column}`);
    await runner.createTable(
      new Table({
        name: TOKENS,
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'digest', type: 'varchar', length: '64' },
          { name: 'description', type: 'varchar', length: '255', isNullable: true },
          { name: 'created_by', type: 'varchar', length: '255', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint', isNullable: true },
          { name: 'max_uses', type: 'integer', isNullable: true },
          { name: 'uses', type: 'integer' },
        ],
      }),
    );
    await runner.createIndex(
      'clients',
      new TableIndex({ name: 'clients_by_registered_by_updated_at', columnNames: ['registered_by', 'updated_at'] }),
    );
    await runner.createIndex('consents', new TableIndex({ name: 'consents_by_client_id', columnNames: ['client_id'] }));
    await runner.createIndex(
      TOKENS,
      new TableIndex({ name: `${TOKENS}_by_digest`, columnNames: ['digest'], isUnique: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TOKENS);
    await runner.query('DROP INDEX consents_by_client_id');
    await runner.query('DROP INDEX clients_by_registered_by_updated_at');
    for (const column of [...ADDED].reverse())
      await runner.query(`ALTER TABLE clients DROP COLUMN ${column.split(' ')[0]}`);
  }
}
