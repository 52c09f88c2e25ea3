import type { Side } from '../field.js';
import { ratio } from '../figure.js';
import { Generator } from '../load/generator.js';
import { seriesOf, type Turn } from '../series.js';
import type { Measure } from './measure.js';

/** People who sign in at once. More than the server lets wait: some are told to try again. */
const SIGNING_IN = 500;
/** More than the cores verify, so that as many as possible wait all the time. */
const PER_SECOND = 150;
/** Connections of the others: their requests are to wait for sign-ins, not for each other. */
const OTHERS = 4;

/** Whether others notice that very many people sign in at once. */
export const othersWhileSigningIn: Measure = {
  name: 'others-while-signing-in',
  async take(field) {
    const ours = await field.ours();
    const { rounds, seconds } = field.options.pace;
    const sides: readonly Side[] = [
      { ...ours, name: 'refresh', work: 'refresh' },
      { ...ours, name: 'introspection', work: 'introspection' },
      { ...ours, name: 'jwks', work: 'get', get: { path: ours.target.paths.jwks } },
    ];
    const people = new Generator(field.placement.load);
    const figures = [];
    for (const side of sides) {
      const quiet: Turn[] = [];
      const busy: Turn[] = [];
      for (let round = 0; round < rounds; round++) {
        quiet.push(await field.turn(side, field.options.pace, OTHERS));
        const logins = { work: 'login', target: ours.target, connections: SIGNING_IN, mayBeTurnedAway: true } as const;
        const signingIn = people.run({ ...logins, warmUp: 0, seconds: 2 * seconds + 2, perSecond: PER_SECOND });
        const [turn] = await Promise.all([
          field.turn(side, { ...field.options.pace, warmUp: 2, firstWarmUp: 2 }, OTHERS),
          signingIn,
        ]);
        busy.push(turn);
      }
      const idle = seriesOf('idle', quiet);
      const beside = seriesOf(`beside ${SIGNING_IN} sign-ins`, busy);
      field.note(`${side.name} while many sign in`, [idle, beside]);
      figures.push(
        ratio(`p99 of ${side.name} beside ${SIGNING_IN} sign-ins : idle`, [beside.p99, idle.p99], { atMost: 5 }, 'ms'),
      );
    }
    people.stop();
    return figures;
  },
};
