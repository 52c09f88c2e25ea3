import { Injectable } from '@nestjs/common';
import type { Options } from '@node-rs/argon2';
import { type Argon2Result, type Argon2Task, inPool } from './argon2-task.js';
import { IdleThreads } from './idle-threads.js';

/** How long everything else goes first; then the task takes its turns too. In milliseconds. */
const PATIENCE = 100;

/** Hashes passwords with argon2 (RFC 9106), never on the event loop. */
@Injectable()
export class Argon2 {
  constructor(private readonly threads: IdleThreads = new IdleThreads()) {}

  /** How many tasks are worth doing at once. */
  get parallelism(): number {
    return this.threads.parallelism;
  }

  /** @param yields whether everything else of the server goes first for a while, such as if many sign in at once */
  async hash(password: string, costs: Options, yields = false): Promise<string> {
    return (await this.run({ password, costs }, yields)) as string;
  }

  /** @param encoded a hash in PHC form */
  async verify(encoded: string, password: string, yields = false): Promise<boolean> {
    return (await this.run({ password, encoded }, yields)) as boolean;
  }

  private async run(task: Argon2Task, yields: boolean): Promise<Argon2Result> {
    const thread = yields ? this.threads.pick() : undefined;
    return (await thread?.work(task, PATIENCE)) ?? inPool(task);
  }
}
