import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['access_token_signing_alg', 'access_token_typ'];

/** How access tokens for a resource are signed and typed; null: the defaults, as before. */
export class AccessTokenFormats1790002800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE resources ADD COLUMN ${column} varchar(16)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE resources DROP COLUMN ${column}`);
  }
}
