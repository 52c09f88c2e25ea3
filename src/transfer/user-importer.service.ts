import { Injectable } from '@nestjs/common';
import type { Mistake } from '../platform/mistakes.js';
import type { DeclaredUser } from '../users/declared-user.js';
import { UsersService } from '../users/users.service.js';
import { type ImportOptions, UsersImport } from '../users/users-import.service.js';
import type { UserRecord } from './user-file.js';

/** Users per transaction. */
const BATCH = 500;

/** One thing for which a user was not stored. */
export interface Rejection {
  /** Where the user stands in the file; in a realm export, in its list of users. */
  readonly line: number;
  readonly username?: string;
  /** The member that is wrong, as a JSON pointer; empty: the whole line. */
  readonly field: string;
  readonly reason: string;
}

export interface ImportTotals {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  /** Who was there already and stays as they are. */
  readonly unchanged: number;
  readonly rejected: number;
}

/** Who watches an import. */
export interface Observer {
  rejected(rejection: Rejection): void;
  /** Called after each batch. */
  progress(totals: ImportTotals): void;
}

interface Declared {
  readonly line: number;
  readonly user: DeclaredUser;
}

/** Imports any number of users in bounded memory. The same file again changes nothing, so a killed import is simply started again. */
@Injectable()
export class UserImporter {
  constructor(
    private readonly users: UsersService,
    private readonly store: UsersImport,
  ) {}

  async import(records: AsyncIterable<UserRecord>, options: ImportOptions, observer: Observer): Promise<ImportTotals> {
    const { userShapeMistakes } = await import('../bootstrap/bootstrap-schema.js');
    let totals: ImportTotals = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 };
    let batch: Declared[] = [];
    const reject = (line: number, user: unknown, mistakes: readonly Mistake[]) => {
      totals = { ...totals, rejected: totals.rejected + 1 };
      for (const mistake of mistakes) observer.rejected(rejection(line, user, mistake));
    };
    const flush = async () => {
      const outcome = await this.store.store(
        batch.map(({ user }) => user),
        options,
      );
      for (const { index, mistake } of outcome.rejected) {
        const { line, user } = batch[index] as Declared;
        reject(line, user, [mistake]);
      }
      totals = sum(totals, outcome);
      batch = [];
      observer.progress(totals);
    };
    for await (const record of records) {
      totals = { ...totals, read: totals.read + 1 };
      const mistakes = 'mistake' in record ? [record.mistake] : await this.mistakes(record.user, userShapeMistakes);
      if (mistakes.length > 0) reject(record.line, 'user' in record ? record.user : undefined, mistakes);
      else if ('user' in record) batch.push({ line: record.line, user: record.user as DeclaredUser });
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return totals;
  }

  private async mistakes(
    user: unknown,
    shapeMistakes: (user: unknown) => readonly Mistake[],
  ): Promise<readonly Mistake[]> {
    const shape = shapeMistakes(user);
    return shape.length > 0 ? shape : this.users.mistakes(user as DeclaredUser);
  }
}

function sum(totals: ImportTotals, outcome: Pick<ImportTotals, 'created' | 'updated' | 'unchanged'>): ImportTotals {
  return {
    ...totals,
    created: totals.created + outcome.created,
    updated: totals.updated + outcome.updated,
    unchanged: totals.unchanged + outcome.unchanged,
  };
}

function rejection(line: number, user: unknown, { pointer, detail }: Mistake): Rejection {
  const username = (user as { username?: unknown } | undefined)?.username;
  return {
    line,
    ...(typeof username === 'string' ? { username } : {}),
    field: pointer,
    reason: detail,
  };
}
