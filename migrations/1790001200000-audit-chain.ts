import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const ANCHOR = [
  { name: 'id', type: 'varchar', length: '16', isPrimary: true },
  { name: 'first_sequence', type: 'bigint' },
  { name: 'first_previous', type: 'varchar', length: '64' },
  { name: 'last_sequence', type: 'bigint' },
  { name: 'last_hash', type: 'varchar', length: '64' },
  { name: 'mac', type: 'varchar', length: '64' },
];
const INDEXES = [
  { name: 'audit_events_by_sequence', columnNames: ['sequence'], isUnique: true },
  { name: 'audit_events_by_actor_at', columnNames: ['actor', 'at'] },
  { name: 'audit_events_by_client_id_at', columnNames: ['client_id', 'at'] },
];

/** Chains the events of the audit log; those that exist already are sealed at the next start. */
export class AuditChain1790001200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_events ADD COLUMN sequence bigint');
    await runner.query('ALTER TABLE audit_events ADD COLUMN hash varchar(64)');
    for (const index of INDEXES) await runner.createIndex('audit_events', new TableIndex(index));
    await runner.createTable(new Table({ name: 'audit_chain', columns: ANCHOR }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('audit_chain');
    for (const { name } of INDEXES) await runner.dropIndex('audit_events', name);
    await runner.query('ALTER TABLE audit_events DROP COLUMN hash');
    await runner.query('ALTER TABLE audit_events DROP COLUMN sequence');
  }
}
