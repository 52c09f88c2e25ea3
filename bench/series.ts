import type { Outcome } from './load/order.js';
import { median } from './statistics.js';

/** One turn of one contestant. */
export interface Turn extends Omit<Outcome, 'samples'> {
  /** Milliseconds of the server's CPU per unit of work. */
  readonly cpu: number;
}

/** All turns of one contestant at one work, and their medians. */
export interface Series {
  readonly contestant: string;
  readonly turns: readonly Turn[];
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number;
  readonly loadCpu: number;
  readonly signatures: number;
}

export function seriesOf(contestant: string, turns: readonly Turn[]): Series {
  const of = (field: keyof Turn) => median(turns.map((turn) => turn[field]));
  return {
    contestant,
    turns,
    rate: of('rate'),
    p50: of('p50'),
    p99: of('p99'),
    cpu: of('cpu'),
    loadCpu: of('loadCpu'),
    signatures: of('signatures'),
  };
}

export function printSeries(work: string, series: readonly Series[]): void {
  console.log(`\n${work}`);
  for (const { contestant, turns, rate, p50, p99, cpu, loadCpu } of series) {
    const rates = turns.map((turn) => turn.rate);
    const spread = `${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)}`;
    const limit = loadCpu > 0.9 ? '  (the load generator was the limit)' : '';
    console.log(
      `  ${contestant.padEnd(26)} ${rate.toFixed(0).padStart(6)}/s  (${spread})`.padEnd(54),
      `p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  server CPU ${cpu.toFixed(3)} ms${limit}`,
    );
  }
}
