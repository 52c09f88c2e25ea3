import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What came from a session is found among what its user has: one index less is written with each family and deleted with it. */
export class FamiliesOfSessions1790001700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX families_by_sid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX families_by_sid ON families (sid)');
  }
}
