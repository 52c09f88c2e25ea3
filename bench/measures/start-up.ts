import type { Figure } from '../figure.js';
import { freePort } from '../ports.js';
import { NPM_START, Program } from '../program.js';
import { median } from '../statistics.js';
import type { Measure } from './measure.js';

/** From starting the program to being ready; files are cached, the database is migrated, there is nothing to bootstrap. */
export const startUp: Measure = {
  name: 'start-up',
  async take(field) {
    const { BOOTSTRAP_FILE: _, ...settings } = (await field.ours()).environment;
    const seconds: number[] = [];
    for (let round = 0; round < field.options.pace.rounds + 1; round++) {
      const port = await freePort();
      const issuer = `http://localhost:${port}`;
      const begin = performance.now();
      const program = await Program.start({
        ...NPM_START,
        environment: { ...settings, PORT: String(port), ISSUER: issuer },
      });
      const { status } = await fetch(`${issuer}/health/ready`);
      seconds.push((performance.now() - begin) / 1000);
      await program.stop();
      if (status !== 200) throw new Error(`/health/ready answered ${status}`);
    }
    const value = median(seconds.slice(1)); // the first one warmed the file cache
    const from = `median of ${seconds.length - 1} starts, ${seconds
      .slice(1)
      .map((each) => each.toFixed(2))
      .join(', ')} s`;
    console.log(`\nready after ${value.toFixed(2)} s`);
    return [{ name: 'seconds from start to ready', value, goal: { atMost: 1 }, from } satisfies Figure];
  },
};
