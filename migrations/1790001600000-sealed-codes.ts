import { type MigrationInterface, type QueryRunner, type Table, TableColumn } from 'typeorm';

/** What only codes need. */
const OF_CODES = {
  nonce: 'text',
  redirect_uri: 'text',
  code_challenge: 'varchar(43)',
  code_digest: 'varchar(64)',
  code_expires_at: 'bigint',
};
const ISSUED_AT = { name: 'issued_at', type: 'bigint' };
const REDEEMED_AT = { name: 'redeemed_at', type: 'bigint', isNullable: true };

/** A code carries by itself what it stands for; a row begins when the code is redeemed. Codes that are on their way end. */
export class SealedCodes1790001600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM families WHERE redeemed_at IS NULL');
    await runner.changeColumn(await families(runner), REDEEMED_AT.name, new TableColumn(ISSUED_AT));
    for (const name of Object.keys(OF_CODES)) await runner.query(`ALTER TABLE families DROP COLUMN ${name}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, type] of Object.entries(OF_CODES))
      await runner.query(`ALTER TABLE families ADD COLUMN ${name} ${type}`);
    await runner.changeColumn(await families(runner), ISSUED_AT.name, new TableColumn(REDEEMED_AT));
  }
}

/** As the table is now: the runner knows nothing of columns that plain statements have added. */
async function families(runner: QueryRunner): Promise<Table> {
  return (await runner.getTable('families')) as Table;
}
