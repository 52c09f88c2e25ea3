import { Inject, Injectable } from '@nestjs/common';
import { after, Clock, MINUTE } from '../../platform/clock.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { digest } from '../../platform/crypto/secrets.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import type { TextKey } from '../../platform/texts/message.js';
import { formField } from '../../ui/form-field.js';
import { PROOF_OF_WORK_SETTINGS } from './proof-of-work-settings.js';
import { SolvedTasksRepository } from './solved-tasks.repository.js';
import { readSolvedTask, SOLUTION_FIELD, type SolvedTask, TASK } from './task.js';

/** Signs tasks. */
export const PROOF_OF_WORK_SECRET: ServerSecret = {
  name: 'proof-of-work',
  renewal: { ends: 'tasks that browsers are solving' },
};

/** Seconds for which a task may be solved: as long as someone fills in a form. */
export const TASK_LIFETIME = 30 * MINUTE;

/** Solutions that are remembered at once. */
const MOST_USED = 100_000;

/** Loaded when the first task is made. */
const library = () => Promise.all([import('altcha-lib'), import('altcha-lib/algorithms/pbkdf2')]);

/**
 * Tasks that a browser solves before a form is looked at (ALTCHA, proof of work v2). Nothing is stored when one is made: it is
 * signed, with its end. Whose solution was taken is remembered until then, so that each is taken once, on whatever replica.
 */
@Injectable()
export class ProofOfWork {
  private readonly key: Buffer;

  constructor(
    secrets: ServerSecrets,
    private readonly tasks: SolvedTasksRepository,
    private readonly clock: Clock,
    @Inject(PROOF_OF_WORK_SETTINGS.token) private readonly settings: ValuesOf<typeof PROOF_OF_WORK_SETTINGS>,
  ) {
    this.key = secrets.get(PROOF_OF_WORK_SECRET);
  }

  /** A new task for a form, as JSON; undefined if none is asked for. */
  async task(): Promise<string | undefined> {
    if (!this.settings.isOn) return undefined;
    const [{ createChallenge }, { deriveKey }] = await library();
    const expiresAt = Math.floor(after(this.clock.now(), TASK_LIFETIME) / 1000);
    return JSON.stringify(await createChallenge({ ...TASK, expiresAt, deriveKey, hmacSignatureSecret: this.secret }));
  }

  /**
   * Takes the solution of a form, once. To be asked after everything that costs less, such as a limit by network.
   * @returns why the form is not taken; undefined: it is
   */
  async refusal(form: unknown): Promise<TextKey | undefined> {
    if (!this.settings.isOn) return undefined;
    const solved = readSolvedTask(formField(form, SOLUTION_FIELD));
    if (!solved) return 'proof-of-work.missing';
    if (solved.expiresAt * 1000 <= this.clock.now() || !(await this.isSolved(solved))) return 'proof-of-work.outdated';
    const isFirst = await this.tasks.use(digest(solved.challenge.signature), solved.expiresAt * 1000, MOST_USED);
    return isFirst ? undefined : 'proof-of-work.outdated';
  }

  private get secret(): string {
    return this.key.toString('base64url');
  }

  private async isSolved({ challenge, solution }: SolvedTask): Promise<boolean> {
    const [{ verifySolution }, { deriveKey }] = await library();
    return (await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: this.secret })).verified;
  }
}
