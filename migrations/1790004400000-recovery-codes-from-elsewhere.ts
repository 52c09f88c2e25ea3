import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The key with which the digest of a recovery code of another server was made; null: the one of this server. */
export class RecoveryCodesFromElsewhere1790004400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_codes ADD COLUMN sealed_key text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM recovery_codes WHERE sealed_key IS NOT NULL');
    await runner.query('ALTER TABLE recovery_codes DROP COLUMN sealed_key');
  }
}
