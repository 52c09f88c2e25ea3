import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Contestant } from './contestants/contestant.js';
import { type Options, startGatehouse } from './contestants/gatehouse.js';
import { Field } from './field.js';
import { type Figure, ratio } from './figure.js';
import type { WorkName } from './load/order.js';
import { readOptions } from './options.js';
import { NPM_START } from './program.js';
import { printFigures, writeReport } from './report.js';
import { PostgresFilling } from './scale/fill-postgres.js';
import { SqliteFilling } from './scale/fill-sqlite.js';
import { DAY, type Filling } from './scale/filling.js';
import { type Series, seriesOf, type Turn } from './series.js';

/** Rounds of the purge that are watched for each work. */
const ROUNDS = 5;

/** Short turns, so that several fit into one round. */
const WHILE_PURGING = { seconds: 1, warmUp: 0.1, firstWarmUp: 0.1, rounds: 0 };

const WHILE_WATCHING = { seconds: 10, warmUp: 0.1, firstWarmUp: 0.1, rounds: 0 };

/** An hour passes in half a minute; what does not take part in that lasts. */
const FAST: Partial<Options> = {
  nodeOptions: [...NPM_START.nodeOptions, '--import', new URL('scale/fast-clock.js', import.meta.url).href],
  settings: {
    AUTHORIZATION_CODE_LIFETIME: '600',
    REFRESH_TOKEN_IDLE_LIFETIME: '3600',
    SESSION_LIFETIME: '2592000',
    SESSION_IDLE_LIFETIME: '2592000',
  },
};

const WORKS: readonly WorkName[] = ['refresh', 'code-flow'];

/** Compares a full database with an empty one, and watches the purge and the tables under load. */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    authorizations: { type: 'string', default: '10000000' },
    due: { type: 'string' },
    sqlite: { type: 'boolean', default: false },
    watch: { type: 'string', default: '300' },
  },
});
const users = Number(values.users);
const authorizations = Number(values.authorizations);
/** Rows for a round of the purge: enough for about half a minute. */
const due = Number(values.due ?? (values.sqlite ? 20_000 : 100_000));
const database = values.sqlite ? 'SQLite' : 'PostgreSQL';
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-scale-'));
const options = readOptions([]);
const field = await Field.open({
  ...options,
  // The goal is close to 1: more turns than elsewhere, or the median swings by more than what is allowed to be missing.
  pace: { ...options.pace, rounds: 30 },
  only: ['scale'],
  name: `scale-${database.toLowerCase()}`,
});
const figures: Figure[] = [];

try {
  const empty = await start('empty');
  const full = await start('full');
  const filling = fillingOf('full');
  await fill(filling);
  for (const work of WORKS) {
    const [large, small] = await field.alternate(`${work}, ${database}`, [
      { ...full, work },
      { ...empty, work },
    ]);
    figures.push(ratio(`${work}, full : empty database`, ratesOf(large, small), { atLeast: 0.9 }, 'per second'));
  }
  for (const work of WORKS) figures.push(await duringPurge(full, filling, work));
  figures.push(await watch(await start('watched', FAST), fillingOf('watched')));
} finally {
  await field.close();
  rmSync(folder, { recursive: true, force: true });
}
writeReport(field, figures);
// Set outright: the embedded PostgreSQL ends the process by itself otherwise, with 0.
process.exit(printFigures(figures) ? 0 : 1);

async function start(name: string, options: Partial<Options> = {}): Promise<Contestant> {
  const databaseUrl = values.sqlite
    ? `sqlite:${join(folder, `${name}.sqlite`)}`
    : await field.postgres.createDatabase(name);
  const cores = field.placement.server;
  const contestant = await startGatehouse({ name: `${name} database`, databaseUrl, cores, ...options });
  field.keep(contestant.program);
  return contestant;
}

function fillingOf(name: string): Filling {
  return values.sqlite ? new SqliteFilling(join(folder, `${name}.sqlite`)) : new PostgresFilling(field.postgres, name);
}

async function fill(filling: Filling): Promise<void> {
  const begin = performance.now();
  await filling.users(users);
  await filling.authorizations({
    salt: 'fill',
    count: authorizations,
    users,
    purgeAt: Date.now() + DAY,
    spread: 30 * DAY,
  });
  console.log(`\nfilled in ${((performance.now() - begin) / 1000).toFixed(0)} s: ${await filling.sizes()}`);
}

function ratesOf(top: Series | undefined, bottom: Series | undefined): readonly [number, number] {
  return [top?.rate ?? Number.NaN, bottom?.rate ?? Number.NaN];
}

/** Rates while the server's own purge deletes, beside those between its rounds: both in turn, as the machine's disk swings. */
async function duringPurge(contestant: Contestant, filling: Filling, work: WorkName): Promise<Figure> {
  const during: Turn[] = [];
  const between: Turn[] = [];
  let deleted = 0;
  let spent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await filling.dueAuthorizations(due);
    let left = due;
    let purging = false;
    while (left > 0) {
      const before = left;
      const begin = performance.now();
      const turn = await field.turn({ ...contestant, work }, WHILE_PURGING);
      left = await filling.countDue();
      if (left === before) between.push(turn);
      // Not the turns in which the round began and ended.
      else if (purging && left > 0) {
        during.push(turn);
        deleted += before - left;
        spent += performance.now() - begin;
      }
      purging = left < before;
    }
  }
  if (during.length === 0) throw new Error('the purge was done before a turn was over; make it delete more with --due');
  const [purged, quiet] = [seriesOf('while purging', during), seriesOf('between its rounds', between)];
  field.note(`${work} and the purge, ${database}`, [purged, quiet]);
  console.log(`  the purge deleted ${((1000 * deleted) / spent).toFixed(0)} rows per second`);
  return ratio(`${work}, rate during purge : without`, ratesOf(purged, quiet), { atLeast: 0.9 }, 'per second');
}

/** Prints the sizes of the tables while new authorizations come in as fast as they can and old ones end. */
async function watch(contestant: Contestant, filling: Filling): Promise<Figure> {
  console.log(
    '\ntable sizes under a constant load of code-flow; an hour passes in half a minute, tokens live one hour',
  );
  const sizes: number[] = [];
  const begin = performance.now();
  for (let seconds = 0; seconds < Number(values.watch); seconds = (performance.now() - begin) / 1000) {
    const { rate } = await field.turn({ ...contestant, work: 'code-flow' }, WHILE_WATCHING);
    sizes.push(await filling.size());
    console.log(`  ${seconds.toFixed(0).padStart(5)} s  ${rate.toFixed(0)}/s  ${await filling.sizes()}`);
  }
  const halfway = sizes[Math.floor(sizes.length / 2)] ?? Number.NaN;
  const name = 'size of the database under a constant load, in the end : halfway';
  return ratio(name, [sizes.at(-1) ?? Number.NaN, halfway], { atMost: 1.1 }, 'MiB');
}
