import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableIndex } from 'typeorm';

const TABLE = 'sign_in_names';
const DOUBLES = `SELECT COUNT(*) AS count FROM users u WHERE u.normalized_email IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM sign_in_names n WHERE n.name = u.normalized_email AND n.user_id = u.id)`;

/**
 * By which names people sign in: each belongs to one account. Of several with one address the one that has verified it gets
 * it, else the oldest; but a username comes before every address. Nothing else of anyone changes.
 */
export class SignInNames1790002100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: [
          { name: 'name', type: 'varchar', length: '320', isPrimary: true },
          { name: 'user_id', type: 'varchar', length: '36' },
          { name: 'rank', type: 'integer' },
        ],
        foreignKeys: [
          new TableForeignKey({
            name: `${TABLE}_of_users`,
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
      }),
    );
    await runner.createIndex(TABLE, new TableIndex({ name: `${TABLE}_by_user_id`, columnNames: ['user_id'] }));
    const position = runner.connection.options.type === 'postgres' ? 'strpos' : 'instr';
    await runner.query(`INSERT INTO ${TABLE} (name, user_id, rank) SELECT normalized_username, id, 0 FROM users`);
    await runner.query(
      `INSERT INTO ${TABLE} (name, user_id, rank) SELECT normalized_email, id, claimed FROM (
         SELECT *, ROW_NUMBER() OVER (PARTITION BY normalized_email ORDER BY claimed, created_at, id) AS place FROM (
           SELECT normalized_email, id, created_at, CASE WHEN ${position}(claims, '"email_verified":true') > 0 THEN 1 ELSE 2 END AS claimed
           FROM users WHERE normalized_email IS NOT NULL
         ) addresses
       ) places WHERE place = 1 ON CONFLICT (name) DO NOTHING`,
    );
    await report(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

/** On the standard error output: the standard output may be what a command prints for a script. */
async function report(runner: QueryRunner): Promise<void> {
  const [{ count }] = await runner.query(DOUBLES);
  if (Number(count) === 0) return;
  const who = Number(count) === 1 ? '1 user has an email address' : `${count} users have email addresses`;
  console.error(`${who} by which someone else signs in; they sign in by their usernames. See: npx gatehouse doctor`);
}
