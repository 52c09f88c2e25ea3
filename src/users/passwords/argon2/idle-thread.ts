import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Argon2Result, Argon2Task } from './argon2-task.js';

const PROGRAM = new URL('./assets/argon2.thread.js', import.meta.url);

/** Bounds of what JavaScript of the thread may take; what argon2 fills is beside that. In MiB. */
const MEMORY = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 };

/** A thread that runs only while no other wants the processor (`SCHED_IDLE` of Linux, sched(7)). */
export class IdleThread {
  private readonly ended = new AbortController();
  /** Resolves when all that was given to the thread is done. */
  private last: Promise<unknown> = Promise.resolve();
  private due = 0;

  private constructor(private readonly worker: Worker) {
    worker.once('exit', () => this.ended.abort());
    worker.on('error', () => this.ended.abort()); // it ends then, and the task that it was doing fails
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
      await promisify(execFile)('chrt', ['-i', '-p', '0', (await thread.message()) as string]);
      return thread;
    } catch (error) {
      await thread.end();
      throw error;
    }
  }

  get isBusy(): boolean {
    return this.due > 0;
  }

  get hasEnded(): boolean {
    return this.ended.signal.aborted;
  }

  /**
   * Does the task after those that it was given before.
   * @param signal says that no one waits for it any more; what has begun is done all the same
   */
  async work(task: Argon2Task, signal: AbortSignal): Promise<Argon2Result> {
    const before = this.last;
    const done = before.then(() => {
      signal.throwIfAborted();
      this.worker.postMessage(task);
      return this.message();
    });
    this.due++;
    this.last = done.catch(() => undefined).finally(() => this.due--);
    return (await done) as Argon2Result;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** @throws what the thread throws, or AbortError if it has ended */
  private async message(): Promise<unknown> {
    const [message] = await once(this.worker, 'message', { signal: this.ended.signal });
    return message;
  }
}
