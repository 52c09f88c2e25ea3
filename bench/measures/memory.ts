import type { Measure } from './measure.js';

/** Taken last: what the processes hold after all that load. */
export const memory: Measure = {
  name: 'memory',
  async take(field) {
    const figures = [];
    console.log('\nmemory after the load');
    for (const { name, program } of await field.contestants()) {
      const { resident, peak } = program.memory();
      console.log(
        `  ${name.padEnd(26)} ${resident.toFixed(0).padStart(4)} MiB resident, ${peak.toFixed(0)} MiB at most`,
      );
      if (!name.startsWith('ours')) continue;
      const from = `${peak.toFixed(0)} MiB at most`;
      figures.push({ name: `MiB resident after the load, ${name}`, value: resident, goal: { atMost: 130 }, from });
    }
    return figures;
  },
};
