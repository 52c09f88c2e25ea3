import { setTimeout as pause } from 'node:timers/promises';
import { Asker } from './asking.js';
import type { Row } from './fault.js';
import { judgeEvents, verifyChain } from './judge/audit.js';
import { Judge } from './judge/judge.js';
import { Tally } from './judge/tally.js';
import { firstFlow } from './load/first-flow.js';
import { Load } from './load/load.js';

/** Milliseconds of load before the fault, and after everything works again. */
const BEFORE = 700;
const AFTER = 500;

/** A server under load to which a fault happens, once or again and again. */
export class Trial {
  readonly tally = new Tally();
  readonly load: Load;
  readonly notes: string[] = [];
  private readonly judge: Judge;
  private readonly recoveries: number[] = [];
  private readonly asker: Asker;

  /** @param base where the server is asked */
  constructor(
    private readonly fault: string,
    base: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.load = new Load(base);
    this.asker = new Asker(base);
    this.judge = new Judge(this.asker, this.load.ledger, this.tally);
  }

  /** People are at work, then it happens, then they go on, and then all that was acknowledged is looked at. */
  async once(happen: () => Promise<number>): Promise<void> {
    this.load.start();
    await pause(BEFORE);
    const healedAt = await happen();
    const flowAt = await firstFlow(this.asker.base);
    await pause(AFTER);
    await this.load.stop();
    const recoveredAt = Math.max(flowAt, this.load.operations.lastFailure(healedAt));
    this.recoveries.push((recoveredAt - healedAt) / 1000);
    await this.judge.round();
  }

  /** Looks at what only time shows, and at the audit log as a whole. */
  async end(): Promise<Row> {
    await this.judge.old();
    await judgeEvents(this.asker, this.load.ledger, this.tally);
    await verifyChain(this.environment, this.tally);
    const { acknowledged, lost, doubled, wronglyAccepted, problems } = this.tally;
    const { operations } = this.load;
    this.notes.push(`${operations.failures().length} of ${operations.all.length} requests failed`);
    return {
      fault: this.fault,
      times: this.recoveries.length,
      acknowledged,
      lost,
      doubled,
      wronglyAccepted,
      recovery: Math.max(...this.recoveries),
      notes: this.notes,
      problems: lost + doubled + wronglyAccepted > 0 ? problems : [],
    };
  }
}
