import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The level of two factors is called as clients may ask for it; it was `2`, which no one could ask for. */
export class Levels1790003700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['sessions', 'families'])
      await runner.query(`UPDATE ${table} SET acr = 'urn:gatehouse:acr:2fa' WHERE acr = '2'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sessions', 'families'])
      await runner.query(`UPDATE ${table} SET acr = '2' WHERE acr = 'urn:gatehouse:acr:2fa'`);
  }
}
