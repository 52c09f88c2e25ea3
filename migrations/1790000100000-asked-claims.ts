import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the `claims` and `claims_locales` parameters asked for stays with the authorization.
 * Not through TypeORM, which on SQLite would make the whole table anew.
 */
export class AskedClaims1790000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE families ADD COLUMN asked_claims text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE families DROP COLUMN asked_claims');
  }
}
