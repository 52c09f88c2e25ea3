import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Cores } from '../machine.js';
import { ROOT } from '../program.js';
import type { Order, Outcome, Report } from './order.js';

/** The load generator's process, seen from the one that gives orders. */
export class Generator {
  private readonly child: ChildProcess;

  constructor(cores: Cores) {
    const script = join(ROOT, 'dist/bench/load/main.js');
    const pinned = { execPath: 'taskset', execArgv: ['-c', cores ?? '', process.execPath] };
    this.child = fork(script, cores === undefined ? { execArgv: [] } : pinned);
  }

  /**
   * @param measuring called when the warm-up is over
   * @param measured called when the time is up, while units that do not count any more are still under way
   * @throws Error where any answer was wrong
   */
  run(order: Order, measuring = () => {}, measured = () => {}): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the load generator ended'));
      const settle = (done: () => void) => {
        this.child.off('message', read).off('exit', gone);
        done();
      };
      const read = (report: Report) => {
        if ('measuring' in report) (report.measuring ? measuring : measured)();
        else if ('failure' in report)
          settle(() => reject(new Error(`${order.work} on ${order.target.issuer}: ${report.failure}`)));
        else settle(() => resolve(report.outcome));
      };
      this.child.on('message', read).once('exit', gone);
      this.child.send(order);
    });
  }

  stop(): void {
    this.child.disconnect();
  }
}
