import { startGatehouse } from '../contestants/gatehouse.js';
import { ratio } from '../figure.js';
import { coreCount } from '../machine.js';
import type { Measure } from './measure.js';

/** Two for the workers, one for the load, one for the database. */
const CORES_NEEDED = 4;

/** Whether a second process that shares the port doubles the rate. */
export const workers: Measure = {
  name: 'workers',
  async take(field) {
    const enough = coreCount >= CORES_NEEDED && field.placement.server !== undefined;
    if (!enough && field.options.quick) return [];
    const contestants = [];
    for (const count of [2, 1]) {
      const database = `workers${count}`;
      const databaseUrl = await field.postgres.createDatabase(database);
      const cores = enough ? `0,${coreCount - 1}` : undefined;
      const one = await startGatehouse({ name: `${count} workers`, database, databaseUrl, workers: count, cores });
      field.keep(one.program);
      contestants.push(one);
    }
    const [two, one] = await field.alternate(
      'code flow with workers',
      contestants.map((each) => ({ ...each, work: 'code-flow' })),
    );
    const rates = [two?.rate ?? Number.NaN, one?.rate ?? Number.NaN] as const;
    const figure = ratio('code flow, two workers : one', rates, { atLeast: 1.8 }, 'flows/s');
    return [enough ? figure : { ...figure, notShown: `it takes ${CORES_NEEDED} cores, here are ${coreCount}` }];
  },
};
