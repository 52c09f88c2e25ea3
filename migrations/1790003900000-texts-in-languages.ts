import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['resources', 'scopes'];

/** The names of resources and the descriptions of scopes in other languages. */
export class TextsInLanguages1790003900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} ADD COLUMN texts text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} DROP COLUMN texts`);
  }
}
