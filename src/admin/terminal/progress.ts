import { Clock } from '../../platform/clock.js';

/** Characters of the bar. */
const WIDTH = 30;

/** Users between two lines if no one watches a terminal. */
const STEP = 10_000;

/** Says on the standard error how far a long command is: as a bar on a terminal, elsewhere in a line now and then. */
export class Progress {
  private readonly clock = new Clock();
  private readonly startedAt = this.clock.now();
  private next = STEP;

  constructor(private readonly terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr) {}

  /**
   * @param count what is done so far
   * @param fraction from 0 to 1
   */
  show(count: number, fraction: number): void {
    const seconds = (this.clock.now() - this.startedAt) / 1000;
    const rate = seconds > 0 ? Math.round(count / seconds) : 0;
    const percent = `${Math.floor(fraction * 100)} %`;
    if (this.terminal.isTTY) {
      const bar = '='.repeat(Math.floor(fraction * WIDTH)).padEnd(WIDTH);
      this.terminal.write(`\r[${bar}] ${percent.padStart(5)}  ${count} users, ${rate}/s `);
    } else if (count >= this.next) {
      this.terminal.write(`${count} users, ${percent}, ${rate}/s\n`);
      this.next = count - (count % STEP) + STEP;
    }
  }

  /** Leaves the line of the bar. */
  end(): void {
    if (this.terminal.isTTY) this.terminal.write('\n');
  }
}
