import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Argon2Result, Argon2Task } from './argon2-task.js';

const PROGRAM = new URL('./assets/argon2.thread.js', import.meta.url);

/** Bounds of what JavaScript of the thread may take; what argon2 fills is beside that. In MiB. */
const MEMORY = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 };

/** A task that was given to the thread, and who waits for it. */
interface Given {
  readonly task: Argon2Task;
  /** Takes what came of it; undefined: nothing. Only the first call counts. */
  readonly answer: (result: Argon2Result | undefined) => void;
  /** Whether someone still waits. */
  isWanted: boolean;
}

/** A thread that runs only while no other wants the processor (`SCHED_IDLE` of Linux, sched(7)). */
export class IdleThread {
  /** What is not done yet, in turn; the thread is at the first. */
  private readonly given: Given[] = [];
  hasEnded = false;

  private constructor(private readonly worker: Worker) {
    worker.once('exit', () => this.giveUp());
    worker.on('error', () => this.giveUp()); // it ends then, and the task that it was doing fails
  }

  /**
   * Node cannot choose how a thread is scheduled, so the program `chrt` does it, of util-linux or BusyBox.
   * @throws Error if it is not there or may not do that, or the system is not Linux
   */
  static async start(): Promise<IdleThread> {
    const worker = new Worker(PROGRAM, { resourceLimits: MEMORY });
    worker.unref();
    const thread = new IdleThread(worker);
    try {
      const [number] = await once(worker, 'message');
      await promisify(execFile)('chrt', ['-i', '-p', '0', number as string]);
      worker.on('message', (result: Argon2Result) => thread.goOn(result));
      return thread;
    } catch (error) {
      await thread.end();
      throw error;
    }
  }

  get isBusy(): boolean {
    return this.given.length > 0;
  }

  /**
   * Does the task after those that it was given before.
   * @param patience how long is waited for it, in milliseconds; what has begun then is done all the same
   * @returns undefined if it is not done in time, or cannot be done here
   */
  work(task: Argon2Task, patience: number): Promise<Argon2Result | undefined> {
    return new Promise((resolve) => {
      const given: Given = {
        task,
        isWanted: true,
        answer: (result) => {
          given.isWanted = false;
          clearTimeout(late);
          resolve(result);
        },
      };
      const late = setTimeout(given.answer, patience, undefined).unref();
      this.given.push(given);
      if (this.given.length === 1) this.begin();
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private goOn(result: Argon2Result): void {
    this.given.shift()?.answer(result);
    while (this.given[0]?.isWanted === false) this.given.shift();
    this.begin();
  }

  private begin(): void {
    const [next] = this.given;
    if (next) this.worker.postMessage(next.task);
  }

  private giveUp(): void {
    this.hasEnded = true;
    for (const { answer } of this.given.splice(0)) answer(undefined);
  }
}
