import { ratio } from '../figure.js';
import type { WorkName } from '../load/order.js';
import type { Measure } from './measure.js';

/** The other endpoints, both servers on PostgreSQL. */
function endpoint(work: WorkName, words: string): Measure {
  return {
    name: work,
    async take(field) {
      const sides = [await field.ours(), await field.peer()].map((contestant) => ({ ...contestant, work }));
      const [ours, peer] = await field.alternate(words, sides);
      const rates = [ours?.rate ?? Number.NaN, peer?.rate ?? Number.NaN] as const;
      return [ratio(`${words}, ours : peer, both on PostgreSQL`, rates, { atLeast: 2.5 }, 'requests/s')];
    },
  };
}

export const endpoints: readonly Measure[] = [
  endpoint('refresh', 'refresh'),
  endpoint('introspection', 'introspection'),
  endpoint('userinfo', 'userinfo'),
  endpoint('client-credentials', 'client credentials'),
];
