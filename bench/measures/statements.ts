import type { Contestant } from '../contestants/contestant.js';
import type { Field } from '../field.js';
import type { Outcome, WorkName } from '../load/order.js';
import type { Measure } from './measure.js';

const WORKS: readonly WorkName[] = ['code-flow', 'refresh', 'introspection', 'userinfo', 'client-credentials'];

/** Long enough for the preparation not to count. */
const SECONDS = 0.4;

/** Statements of a purge or of the preparation run less often than this per unit of work. */
const NEGLIGIBLE = 0.2;

/** What one unit of work asks of PostgreSQL; has no goal of its own. */
export const statements: Measure = {
  name: 'statements',
  async take(field) {
    for (const contestant of [await field.ours(), await field.peer()]) {
      for (const work of WORKS) await countStatements(field, contestant, work);
    }
    return [];
  },
};

/** Counts what one unit of work asks of PostgreSQL, for the report. */
export async function countStatements(
  field: Field,
  { name, target, database = '' }: Contestant,
  work: WorkName,
): Promise<void> {
  const outcomes: Outcome[] = [];
  const counts = await field.postgres.countStatements(database, async () => {
    outcomes.push(await field.generator.run({ work, target, connections: 1, warmUp: 0, seconds: SECONDS }));
  });
  const [{ count: units, signatures } = { count: 1, signatures: 0 }] = outcomes;
  const perUnit = [...counts]
    .map(([text, calls]) => ({ text, times: calls / units }))
    .filter(({ times }) => times > NEGLIGIBLE);
  const total = perUnit.reduce((sum, { times }) => sum + Math.round(times), 0);
  console.log(`\n${work}, ${name}: ${total} statements, ${signatures} signatures`);
  for (const { text, times } of perUnit) console.log(`  ${Math.round(times)} × ${text.slice(0, 110)}`);
  field.statements[`${work}, ${name}`] = { total, signatures, statements: perUnit };
}
