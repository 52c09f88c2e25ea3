import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const TICKETS = 'password_tickets';

/** Tickets to choose a password with, and users who have to choose another one. */
export class People1790001400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN password_change_required_at bigint');
    await runner.createTable(
      new Table({
        name: TICKETS,
        columns: [
          { name: 'digest', type: 'varchar', length: '64', isPrimary: true },
          { name: 'purpose', type: 'varchar', length: '16' },
          { name: 'user_id', type: 'varchar', length: '36', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
      }),
    );
    for (const name of ['user_id', 'expires_at'])
      await runner.createIndex(TICKETS, new TableIndex({ name: `${TICKETS}_by_${name}`, columnNames: [name] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TICKETS);
    await runner.query('ALTER TABLE users DROP COLUMN password_change_required_at');
  }
}
