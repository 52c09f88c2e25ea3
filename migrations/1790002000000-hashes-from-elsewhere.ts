import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds how costly the stored passwords are that do not have the parameters of this version, without reading every user. */
export class HashesFromElsewhere1790002000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.connection.options.type === 'postgres' ? ' COLLATE "C"' : '';
    await runner.query(
      `CREATE INDEX users_hashes_from_elsewhere ON users ((substr(password_hash, 1, 64)${collation}))
       WHERE substr(password_hash, 1, 31) <> '$argon2id$v=19$m=19456,t=2,p=1$'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users_hashes_from_elsewhere');
  }
}
