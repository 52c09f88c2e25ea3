import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const USERS_IN_ORDER = new TableIndex({ name: 'users_by_created_at_id', columnNames: ['created_at', 'id'] });

/** A scope may require one of several roles; users are listed in the order in which they came. */
export class Administration1790001100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const list = runner.connection.options.type === 'postgres' ? 'json_build_array(role)' : 'json_array(role)';
    await runner.query('ALTER TABLE scopes ADD COLUMN roles text');
    await runner.query(`UPDATE scopes SET roles = CAST(${list} AS text) WHERE role IS NOT NULL`);
    await runner.query('ALTER TABLE scopes DROP COLUMN role');
    await runner.createIndex('users', USERS_IN_ORDER);
  }

  async down(runner: QueryRunner): Promise<void> {
    const first = runner.connection.options.type === 'postgres' ? `(roles::json)->>0` : `json_extract(roles, '$[0]')`;
    await runner.query('DROP INDEX users_by_created_at_id');
    await runner.query('ALTER TABLE scopes ADD COLUMN role varchar(255)');
    await runner.query(`UPDATE scopes SET role = ${first} WHERE roles IS NOT NULL`);
    await runner.query('ALTER TABLE scopes DROP COLUMN roles');
  }
}
