import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { Conflict } from '../../platform/validation/refusals.js';
import type { Violation } from '../../platform/validation/violations.js';
import { RolesService } from '../../resources/roles.service.js';
import { DeclaredFactors } from '../../users/declared-factors.service.js';
import type { DeclaredUser } from '../../users/declared-user.js';
import { UsersService } from '../../users/users.service.js';
import { UsersImport } from '../../users/users-import.service.js';
import type { Unmapped } from './unmapped.js';
import type { UserRecord } from './user-file.js';

/** Users per transaction. */
const BATCH = 500;

/** What an import may do. */
export interface ImportOptions {
  /** Whether users who are there already are changed to what is declared; otherwise they are left alone. */
  readonly update: boolean;
  /** Looks, but stores nothing. */
  readonly dryRun: boolean;
  /**
   * Whether it may make and change administrators: users with a role, and clients with a scope, of the admin API. The
   * roles of another server may be called as those are without meaning the same.
   */
  readonly administrators: boolean;
}

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
  /** Who was there already, as the file says. */
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
    private readonly roles: RolesService,
    private readonly factors: DeclaredFactors,
  ) {}

  /**
   * @param unmapped is told the roles that were withheld
   * @throws Conflict if there is another administrative role than at the beginning; what was stored before stays
   */
  async import(
    records: AsyncIterable<UserRecord>,
    { administrators, ...options }: ImportOptions,
    unmapped: Unmapped,
    observer: Observer,
  ): Promise<ImportTotals> {
    const { userSchemaViolations } = await import('../bootstrap/bootstrap-schema.js');
    const withheld = administrators ? new Set<string>() : await this.roles.administrative();
    let totals: ImportTotals = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 };
    let batch: Declared[] = [];
    const admit = async (transaction: Transaction) => {
      const present = await this.roles.administrative(transaction);
      const role = [...present].find((each) => !administrators && !withheld.has(each));
      if (role !== undefined) throw new Conflict(`the role ${role} became administrative meanwhile; import again`);
    };
    const reject = (line: number, user: unknown, violations: readonly Violation[]) => {
      totals = { ...totals, rejected: totals.rejected + 1 };
      for (const violation of violations) observer.rejected(rejection(line, user, violation));
    };
    const flush = async () => {
      const outcome = await this.store.store(
        batch.map(({ user }) => user),
        { ...options, untouchable: withheld, admit },
      );
      for (const { index, violation } of outcome.rejected) {
        const { line, user } = batch[index] as Declared;
        reject(line, user, [violation]);
      }
      totals = sum(totals, outcome);
      batch = [];
      observer.progress(totals);
    };
    for await (const record of records) {
      totals = { ...totals, read: totals.read + 1 };
      const violations =
        'violation' in record ? [record.violation] : await this.violations(record.user, userSchemaViolations);
      if (violations.length > 0) reject(record.line, 'user' in record ? record.user : undefined, violations);
      else if ('user' in record)
        batch.push({ line: record.line, user: withoutRoles(record.user as DeclaredUser, withheld, unmapped) });
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return totals;
  }

  private async violations(
    user: unknown,
    violationsOfType: (user: unknown) => readonly Violation[],
  ): Promise<readonly Violation[]> {
    const shape = violationsOfType(user);
    if (shape.length > 0) return shape;
    const declared = user as DeclaredUser;
    return [...(await this.users.violations(declared)), ...(await this.factors.mistakes(declared.factors))];
  }
}

function withoutRoles(user: DeclaredUser, withheld: ReadonlySet<string>, unmapped: Unmapped): DeclaredUser {
  if (user.roles?.some((role) => withheld.has(role)) !== true) return user;
  for (const role of user.roles.filter((each) => withheld.has(each)))
    unmapped.note(`administrative role ${role}`, 'gives power over this server; give it with --administrators');
  return { ...user, roles: user.roles.filter((role) => !withheld.has(role)) };
}

function sum(totals: ImportTotals, outcome: Pick<ImportTotals, 'created' | 'updated' | 'unchanged'>): ImportTotals {
  return {
    ...totals,
    created: totals.created + outcome.created,
    updated: totals.updated + outcome.updated,
    unchanged: totals.unchanged + outcome.unchanged,
  };
}

function rejection(line: number, user: unknown, { pointer, detail }: Violation): Rejection {
  const username = (user as { username?: unknown } | undefined)?.username;
  return {
    line,
    ...(typeof username === 'string' ? { username } : {}),
    field: pointer,
    reason: detail,
  };
}
