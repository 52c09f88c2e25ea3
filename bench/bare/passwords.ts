import { availableParallelism } from 'node:os';
import { verify } from '@node-rs/argon2';

/** Verifies `PASSWORD` against `HASH` for `SECONDS`, as many at once as there are cores, and prints how many per second. */
const { HASH = '', PASSWORD = '', SECONDS = '1' } = process.env;

const start = performance.now();
const end = start + Number(SECONDS) * 1000;
let count = 0;

async function repeat(): Promise<void> {
  while (performance.now() < end) {
    if (!(await verify(HASH, PASSWORD))) throw new Error('the password does not match its hash');
    count++;
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, repeat));
// What was under way when the time was up is counted too, with the time that it took.
console.log((count * 1000) / (performance.now() - start));
