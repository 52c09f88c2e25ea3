import { writeResult } from '../bench/result-file.js';
import { FAULTS } from './cases/all.js';
import { isPassed, type Row } from './fault.js';
import { readOptions } from './options.js';
import { remarksOf, tableOf } from './report.js';

/** Breaks what the server depends on, and counts what is lost: `npm run faults -- [--quick] [NAME ...]`. */
const options = readOptions();
const unknown = options.names.filter((name) => !FAULTS.some((fault) => fault.name === name));
if (unknown.length > 0) {
  console.error(`No fault is called ${unknown.join(' or ')}. There are: ${FAULTS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const chosen = FAULTS.filter(({ name }) => options.names.length === 0 || options.names.includes(name));
const began = performance.now();
const rows: Row[] = [];
const notRun: Record<string, string> = {};
for (const fault of chosen) {
  console.error(`${fault.name} …`);
  const outcome = await fault.run(options);
  if (typeof outcome === 'string') notRun[fault.name] = outcome;
  else rows.push(...outcome);
}
const minutes = (performance.now() - began) / 60_000;

console.log(`\n${tableOf(rows)}\n\n${remarksOf(rows)}`);
for (const [name, why] of Object.entries(notRun)) console.log(`${name}: not run: ${why}`);
console.log(`\n${minutes.toFixed(1)} minutes`);
const isWhole = options.names.length === 0 && !options.quick;
writeResult(isWhole ? 'faults' : 'faults-partial', { minutes, rows, notRun });
process.exit(rows.every(isPassed) ? 0 : 1);
