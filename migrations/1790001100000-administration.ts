import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const USERS_IN_ORDER = new TableIndex({ name: 'users_by_created_at_id', columnNames: ['created_at', 'id'] });

const ROLES = new Table({
  name: 'roles',
  columns: [
    { name: 'name', type: 'varchar', length: '255', isPrimary: true },
    { name: 'description', type: 'varchar', length: '512' },
    { name: 'scopes', type: 'text' },
  ],
});

/** Roles of one's own; a scope may require one of several; users are listed in the order in which they came. */
export class Administration1790001100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const list = runner.connection.options.type === 'postgres' ? 'json_build_array(role)' : 'json_array(role)';
    await runner.query('ALTER TABLE scopes ADD COLUMN roles text');
    await runner.query(`UPDATE scopes SET roles = CAST(${list} AS text) WHERE role IS NOT NULL`);
    await runner.query('ALTER TABLE scopes DROP COLUMN role');
    await runner.createIndex('users', USERS_IN_ORDER);
    await runner.createTable(ROLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    const first = runner.connection.options.type === 'postgres' ? `(roles::json)->>0` : `json_extract(roles, '$[0]')`;
    await runner.dropTable(ROLES);
    await runner.query('DROP INDEX users_by_created_at_id');
    await runner.query('ALTER TABLE scopes ADD COLUMN role varchar(255)');
    await runner.query(`UPDATE scopes SET role = ${first} WHERE roles IS NOT NULL`);
    await runner.query('ALTER TABLE scopes DROP COLUMN roles');
  }
}
