import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Hosts of apps that speak no OpenID Connect. */
export class ProtectedHosts1790004100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'protected_hosts',
        columns: [
          { name: 'host', type: 'varchar', length: '255', isPrimary: true },
          { name: 'name', type: 'varchar', length: '255' },
          { name: 'rules', type: 'text' },
          { name: 'headers', type: 'text' },
          { name: 'created_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('protected_hosts');
  }
}
