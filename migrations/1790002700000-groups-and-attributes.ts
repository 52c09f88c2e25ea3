import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups and attributes of users; a replica of an older version writes users that have none. */
export class GroupsAndAttributes1790002700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN groups text NOT NULL DEFAULT '[]'`);
    await runner.query(`ALTER TABLE users ADD COLUMN attributes text NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['attributes', 'groups']) await runner.query(`ALTER TABLE users DROP COLUMN ${column}`);
  }
}
