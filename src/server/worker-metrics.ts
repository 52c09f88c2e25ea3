import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Metrics } from '../platform/telemetry/metrics.js';

/** What a worker asks its primary for, and what it is told. */
const WANTED = 'metrics wanted';
const READ = 'metrics read';

/** Milliseconds for all workers to say theirs. */
const LIMIT = 6_000;

interface Wanted {
  readonly type: typeof WANTED;
  readonly number: number;
}

interface Answer {
  readonly type: typeof READ;
  readonly number: number;
  /** Left out if they could not be read. */
  readonly text?: string;
  /** Why not. */
  readonly problem?: string;
}

/**
 * In the primary process: adds up what the workers have, also for a worker that is asked for it.
 * @returns reads the metrics of all workers as one text
 */
export function addUpMetrics(): () => Promise<string> {
  const workers = new AggregatorRegistry();
  const read = () => workers.clusterMetrics();
  cluster.on('message', (worker: Worker, message: Wanted) => {
    if (message.type !== WANTED) return;
    const answer = (what: Pick<Answer, 'text' | 'problem'>) => {
      if (worker.isConnected()) worker.send({ type: READ, number: message.number, ...what } satisfies Answer);
    };
    read().then(
      (text) => answer({ text }),
      ({ message: problem }: Error) => answer({ problem }),
    );
  });
  return read;
}

/** In a worker: has its metrics be among those of all, and those of all be read here. */
export function joinMetrics(metrics: Metrics): void {
  AggregatorRegistry.setRegistries([metrics.registry]);
  new AggregatorRegistry(); // from now on answers the primary
  let asked = 0;
  metrics.text = () => {
    const number = ++asked;
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        process.off('message', hear);
      };
      const hear = (message: Answer) => {
        if (message.type !== READ || message.number !== number) return;
        end();
        if (message.text === undefined)
          reject(new Error(`the metrics of the workers cannot be read: ${message.problem}`));
        else resolve(message.text);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error('the metrics of the workers were not read in time'));
      }, LIMIT).unref();
      process.on('message', hear);
      process.send?.({ type: WANTED, number } satisfies Wanted);
    });
  };
}
