import { Injectable } from '@nestjs/common';
import { type BootstrapFile, duplicates } from '../../admin/bootstrap/bootstrap-file.js';
import type { BootstrapRun } from '../../admin/bootstrap/bootstrap-run.js';
import type { BootstrapSection } from '../../admin/bootstrap/bootstrap-section.js';
import type { Remembered } from '../../admin/bootstrap/remembered.js';
import { sortedBy } from '../../platform/sorted-by.js';
import { pointer, type Violation, within } from '../../platform/validation/violations.js';
import { type DeclaredRole, ROLES_SECTION } from '../../resources/bootstrap/roles.section.js';
import { keepRoles } from '../../resources/role-holders.js';
import { DeclaredFactors } from '../declared-factors.service.js';
import type { DeclaredUser } from '../declared-user.js';
import { DeclaredUsers, type Due, type PreparedUser } from '../declared-users.service.js';
import { normalizeUsername } from '../username.js';
import { UsersService } from '../users.service.js';
import { UsersExport } from '../users-export.service.js';
import { dueOf } from './remembered-users.js';
import { UserDifferences } from './user-differences.service.js';

type Prepared = readonly PreparedUser[];

/** The users of the bootstrap file, and their passwords, which are hashed before the transaction. */
@Injectable()
export class UsersSection implements BootstrapSection<Prepared> {
  readonly name = 'users';
  readonly order = 70;
  readonly isCounted = true;

  constructor(
    private readonly users: UsersService,
    private readonly declaredUsers: DeclaredUsers,
    private readonly userDifferences: UserDifferences,
    private readonly all: UsersExport,
    private readonly factors: DeclaredFactors,
  ) {}

  /** The roles of the file count: no user of it is less of an administrator because a role is not stored yet. */
  async violations(file: BootstrapFile): Promise<readonly Violation[]> {
    const roles = file.entries<DeclaredRole>(ROLES_SECTION).filter(({ value }) => (value.scopes ?? []).length > 0);
    const administrative = new Set(roles.map(({ value }) => value.name));
    const entries = file.entries<DeclaredUser>(this.name);
    const violations = entries.map(async ({ at, value }) =>
      within(at, [
        ...(await this.users.violations(value, administrative)),
        ...(await this.factors.mistakes(value.factors)),
      ]),
    );
    return [
      ...duplicates(entries, 'username', ({ username }) => normalizeUsername(username)),
      ...(await Promise.all(violations)).flat(),
    ];
  }

  prepare(file: BootstrapFile, remembered: Remembered): Promise<Prepared> {
    const users = file.entries<DeclaredUser>(this.name).map(({ value }) => value);
    return this.declaredUsers.prepare(users, this.dueOf(remembered));
  }

  async apply(_: BootstrapFile, run: BootstrapRun, prepared: Prepared): Promise<void> {
    if (prepared.length > 0) await keepRoles(run.transaction);
    const due = this.dueOf(run.remembered);
    for (const [index, each] of prepared.entries())
      await run.collect(pointer(this.name, index), () =>
        this.declaredUsers.apply(each, run.transaction, 'bootstrap', due),
      );
  }

  async differences(prepared: Prepared, remembered: Remembered): Promise<readonly Violation[]> {
    return within(pointer(this.name), await this.userDifferences.find(prepared, remembered));
  }

  private dueOf(remembered: Remembered): Due {
    return dueOf(remembered, (factor) => this.factors.keyOf(factor));
  }

  /** With identifiers, password hashes, and factors whose secrets are sealed. */
  async export(withUsers: boolean): Promise<readonly DeclaredUser[] | undefined> {
    if (!withUsers) return undefined;
    const users: DeclaredUser[] = [];
    for await (const user of this.all.all()) users.push(user);
    return sortedBy(users, ({ username }) => normalizeUsername(username));
  }
}
