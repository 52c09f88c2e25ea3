import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scene } from '../contestants/scene.js';
import type { Field } from '../field.js';
import { ratio } from '../figure.js';
import { ROOT } from '../program.js';
import { seriesOf, type Turn } from '../series.js';
import { median } from '../statistics.js';
import type { Measure } from './measure.js';
import { countStatements } from './statements.js';

const run = promisify(execFile);

/** Whole sign-ins beside nothing but verifying the same stored hash, in turns. */
export const logins: Measure = {
  name: 'logins',
  async take(field) {
    const ours = await field.ours();
    const [user] = await field.postgres.run<{ password_hash: string }>(
      'ours',
      'SELECT password_hash FROM users LIMIT 1',
    );
    const hash = user?.password_hash ?? '';
    console.log(`\npasswords are stored as ${hash.split('$').slice(0, 4).join('$')}`);
    await countStatements(field, ours, 'login');
    const turns: Turn[] = [];
    const bare: number[] = [];
    for (let round = 0; round < field.options.pace.rounds; round++) {
      turns.push(await field.turn({ ...ours, work: 'login' }));
      bare.push(await hashesPerSecond(field, hash));
    }
    const series = seriesOf(ours.name, turns);
    field.note('password logins', [series]);
    return [
      ratio(
        'password logins : bare argon2id verifications',
        [series.rate, median(bare)],
        { atLeast: 0.85 },
        'per second',
      ),
    ];
  },
};

async function hashesPerSecond(field: Field, hash: string): Promise<number> {
  const command = [process.execPath, join(ROOT, 'dist/bench/bare/passwords.js')];
  const cores = field.placement.server;
  const [file = '', ...values] = cores === undefined ? command : ['taskset', '-c', cores, ...command];
  const env = { ...process.env, HASH: hash, PASSWORD: scene.password, SECONDS: String(field.options.pace.seconds) };
  return Number((await run(file, values, { env })).stdout);
}
