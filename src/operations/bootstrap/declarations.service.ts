import { Injectable } from '@nestjs/common';
import { Remembered } from '../../admin/bootstrap/remembered.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { DeclarationsRepository } from './declarations.repository.js';

/** Hashes what files declare. */
export const DECLARATIONS_SECRET: ServerSecret = {
  name: 'declarations',
  renewal: { loses: 'what the bootstrap file said last: the next start would undo what was changed since' },
};

/** Remembers what bootstrap files declared last of what administrators and users change too, so that a file undoes no such change. */
@Injectable()
export class Declarations {
  private readonly secret: Buffer;

  constructor(
    private readonly database: Database,
    private readonly repository: DeclarationsRepository,
    secrets: ServerSecrets,
  ) {
    this.secret = secrets.get(DECLARATIONS_SECRET);
  }

  /** @param reset whether all that the file says counts as new */
  async read(reset: boolean, transaction?: Transaction): Promise<Remembered> {
    return new Remembered(this.secret, await this.repository.all(transaction), reset);
  }

  /** Stores what was noted. */
  async store(remembered: Remembered, transaction: Transaction): Promise<void> {
    for (const [thing, members] of remembered.changes()) await this.repository.store(thing, members, transaction);
  }

  /** Stores what was found out about passwords. */
  async storeVerdicts({ verdicts }: Remembered): Promise<void> {
    if (verdicts.length === 0) return;
    await this.database.transaction(async (transaction) => {
      for (const { id, text } of verdicts) await this.repository.judge(id, text, transaction);
    });
  }
}
