import { ratio } from '../figure.js';
import { Generator } from '../load/generator.js';
import { seriesOf, type Turn } from '../series.js';
import type { Measure } from './measure.js';

const LOGINS_PER_SECOND = 10;

/** Whether clients that refresh tokens notice that others sign in by password. */
export const tokensWhileHashing: Measure = {
  name: 'tokens-while-hashing',
  async take(field) {
    const ours = await field.ours();
    const { rounds, seconds, firstWarmUp } = field.options.pace;
    const others = new Generator(field.placement.load);
    const logins = {
      work: 'login',
      target: ours.target,
      connections: 4,
      warmUp: 0,
      perSecond: LOGINS_PER_SECOND,
    } as const;
    const quiet: Turn[] = [];
    const busy: Turn[] = [];
    for (let round = 0; round < rounds; round++) {
      quiet.push(await field.turn({ ...ours, work: 'refresh' }));
      const signingIn = others.run({ ...logins, seconds: seconds + firstWarmUp });
      const [turn] = await Promise.all([field.turn({ ...ours, work: 'refresh' }), signingIn]);
      busy.push(turn);
    }
    others.stop();
    const without = seriesOf('without logins', quiet);
    const during = seriesOf(`with ${LOGINS_PER_SECOND} logins/s`, busy);
    field.note('refresh while passwords are hashed', [without, during]);
    return [ratio('p99 of refresh during logins : without', [during.p99, without.p99], { atMost: 3 }, 'ms')];
  },
};
