import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const SOLVED_TASKS = 'solved_tasks';

/** Tasks of the proof of work whose solutions were taken. */
export class SolvedTasks1790004000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: SOLVED_TASKS,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(SOLVED_TASKS);
  }
}
