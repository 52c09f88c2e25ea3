import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeResult } from '../bench/result-file.js';
import { quantile } from '../bench/statistics.js';
import { Asker } from './asking.js';
import { verifyChain } from './judge/audit.js';
import { Judge } from './judge/judge.js';
import { Tally } from './judge/tally.js';
import { Load } from './load/load.js';
import { Postgres } from './processes/postgres.js';
import { Server } from './processes/server.js';
import { type Sample, takeSample } from './soak/sample.js';
import { verdictsOf } from './soak/verdicts.js';

/** A mixed load for long, in which nothing may grow: `npm run soak -- [--minutes N]`. */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error('--minutes must be a number above 0.');
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Milliseconds between two samples, and between two rounds of the judge. */
const SAMPLING = 5_000;
const ROUND = 60_000;

/** Minutes below which rows have not come to their end, so that nothing can be said about tables. */
const LONG_ENOUGH = 20;

/** Seconds; short enough that rows come and go several times. */
const LIFETIME = 240;
const METRICS_TOKEN = 'token-of-the-soak-0123456789-abcdefghijklmn';
const DATABASE = 'soak';

/** What is kept for good: an event for each sign-in and each change, because `AUDIT_RETENTION` counts in days. */
const GROWING = ['audit_events'];

const postgres = await Postgres.start(['autovacuum_naptime=10s']);
const server = await Server.start({
  databaseUrl: await postgres.createDatabase(DATABASE),
  settings: {
    METRICS_TOKEN,
    SESSION_LIFETIME: String(LIFETIME),
    REFRESH_TOKEN_LIFETIME: String(LIFETIME),
    ACCESS_TOKEN_LIFETIME: String(LIFETIME),
    AUTHORIZATION_REQUEST_LIFETIME: '60',
  },
});
const load = new Load(server.base, { thinking: 40, sessionAge: (LIFETIME * 1000) / 3, leavesNothing: true });
const tally = new Tally();
const judge = new Judge(new Asker(server.base), load.ledger, tally);
await load.prepare();

const samples: Sample[] = [];
const latencies: number[] = [];
const problems: string[] = [];
const began = performance.now();
const end = began + minutes * 60_000;
let requests = 0;
while (performance.now() < end) {
  load.start();
  const roundEnd = Math.min(end, performance.now() + ROUND);
  while (performance.now() < roundEnd) {
    await pause(Math.min(SAMPLING, Math.max(0, roundEnd - performance.now())));
    const at = (performance.now() - began) / 1000;
    const sample = await takeSample(server, postgres, DATABASE, METRICS_TOKEN, GROWING);
    samples.push({ at, requests: requests + load.operations.all.length, ...sample });
  }
  await load.stop();
  const done = load.operations.all.splice(0);
  requests += done.length;
  latencies.push(...done.map((operation) => operation.ended - operation.began));
  problems.push(...done.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path}: ${problem}`])));
  await judge.round();
  await judge.old();
  const { at = 0, memory = 0, descriptors = 0, eventLoopP99 = 0 } = samples.at(-1) ?? {};
  console.error(
    `${(at / 60).toFixed(1)} min: ${requests} requests, ${memory.toFixed(0)} MiB, ${descriptors} descriptors, event loop p99 ${eventLoopP99.toFixed(1)} ms`,
  );
}
await verifyChain(server.environment, tally);
await server.stop();
await postgres.remove();

const verdicts = verdictsOf(samples, GROWING);
const eventLoop = samples.map(({ eventLoopP99 }) => eventLoopP99);
const { acknowledged, lost, doubled, wronglyAccepted } = tally;
const figures = {
  requests,
  requestsPerSecond: requests / (minutes * 60),
  requestP50: quantile(latencies, 0.5),
  requestP99: quantile(latencies, 0.99),
  /** Milliseconds: the median of the samples, and the worst. */
  eventLoopP99: quantile(eventLoop, 0.5),
  eventLoopWorstP99: Math.max(...eventLoop),
  acknowledged,
  lost,
  doubled,
  wronglyAccepted,
  failedRequests: problems.length,
};
for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(18)} ${Number(value.toPrecision(4))}`);
for (const { what, middle, last, isFlat } of verdicts)
  console.log(
    `${what.padEnd(54)} ${middle.toFixed(0).padStart(8)} ${last.toFixed(0).padStart(8)} ${isFlat ? '' : 'grows'}`,
  );
const wrong = [...tally.problems, ...problems.slice(0, 5)];
for (const problem of wrong) console.log(`FAILS: ${problem}`);
const isJudged = minutes >= LONG_ENOUGH;
if (!isJudged) console.log(`Whether anything grows is judged from ${LONG_ENOUGH} minutes on.`);
writeResult(isJudged ? 'soak' : 'soak-partial', { minutes, ...figures, verdicts, samples });
process.exit(wrong.length > 0 || (isJudged && verdicts.some(({ isFlat }) => !isFlat)) ? 1 : 0);
