import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { SubjectIdentifiers } from '../admin/subject-identifiers.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Violation } from '../platform/validation/violations.js';
import { DeclaredFactors } from './declared-factors.service.js';
import { type DeclaredUser, declaredProfile, otherMembers } from './declared-user.js';
import { DeclaredUsers, declaresPassword } from './declared-users.service.js';
import { isOutOfReach, namesOf } from './sign-in-names.repository.js';
import type { UserEntity } from './user.entity.js';
import { normalizeUsername } from './username.js';
import { type Owners, UsersTransferRepository } from './users-transfer.repository.js';

export interface ImportOptions {
  /** Whether users who are there already are changed to what is declared; otherwise they are left alone. */
  readonly update: boolean;
  /** Looks, but stores nothing. */
  readonly dryRun: boolean;
  /** Roles whose holders are not to be changed. */
  readonly untouchable?: ReadonlySet<string>;
  /** Is asked first in each transaction, and throws if nothing may be stored. */
  readonly admit?: (transaction: Transaction) => Promise<void>;
}

/** What became of a batch. */
export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
  /** Who was there already, as declared. */
  readonly unchanged: number;
  /** Those that cannot be stored, by their places in the batch. */
  readonly rejected: readonly { readonly index: number; readonly violation: Violation }[];
}

const ADDRESS_OF_ANOTHER = {
  pointer: '/username',
  detail: 'is the email address by which another user signs in; choose another',
};

/** Someone who is there already. */
interface Present {
  readonly index: number;
  readonly declared: DeclaredUser;
  /** Who has the username: stored, or declared before in the same batch. */
  readonly known: UserEntity | DeclaredUser;
}

/** What is to happen to each of a batch. */
interface Sorted {
  readonly fresh: DeclaredUser[];
  readonly present: Present[];
  readonly rejected: { index: number; violation: Violation }[];
}

const ADMINISTRATOR: Violation = {
  pointer: '/username',
  detail: 'is that of an administrator here, whom only an import with --administrators changes',
};

/** Stores users by the hundred, a transaction per batch, so that an import which is killed goes on where it was. */
@Injectable()
export class UsersImport {
  constructor(
    private readonly repository: UsersTransferRepository,
    private readonly declared: DeclaredUsers,
    private readonly factors: DeclaredFactors,
    private readonly database: Database,
    private readonly identifiers: SubjectIdentifiers,
  ) {}

  /**
   * Stores users without violations ({@link UsersService#violations}).
   * @param batch some hundred; what is stored before the last of them is committed with it
   */
  async store(batch: readonly DeclaredUser[], options: ImportOptions): Promise<BatchOutcome> {
    const { update, dryRun, admit } = options;
    const ofClients = await this.identifiers.among('client', chosenIds(batch));
    const owners = await this.repository.owners(batch);
    const foreign = await this.factorsOfOthers(batch, owners);
    const { fresh, present, rejected } = sort(batch, owners, foreign, options, ofClients);
    const created = dryRun ? fresh.length : await this.create(fresh, admit);
    if (update && !dryRun) {
      const updated = await this.update(present, admit);
      return { created, updated, unchanged: batch.length - created - updated - rejected.length, rejected };
    }
    const others = await this.others(present);
    const updated = update ? others.length : 0;
    if (!update) rejected.push(...others);
    return { created, updated, unchanged: batch.length - created - updated - rejected.length, rejected };
  }

  /** What is wrong with factors that only one user can have, by the places in the batch. */
  private async factorsOfOthers(
    batch: readonly DeclaredUser[],
    { byUsername }: Owners,
  ): Promise<ReadonlyMap<number, Violation>> {
    const found = new Map<number, Violation>();
    const claims = new Map<string, string>();
    for (const [index, { username: typed, factors }] of batch.entries()) {
      const username = normalizeUsername(typed);
      const user = { id: byUsername.get(username), username };
      const [violation] = await this.factors.ofOthers(user, factors, claims);
      if (violation) found.set(index, violation);
    }
    return found;
  }

  /** Those who are there already with other data than what is declared. */
  private async others(present: readonly Present[]): Promise<Sorted['rejected']> {
    const found = await this.declared.inTurn(present, async ({ index, declared, known }) => {
      const other = [...membersOther(declared, known)];
      if (!(await this.hasPassword(declared, known))) other.push('password');
      if (!(await this.hasFactors(declared, known))) other.push('factors');
      const detail = `is here already with another ${other.join(', ')}; --update changes that`;
      return other.length === 0 ? [] : [{ index, violation: { pointer: '', detail } }];
    });
    return found.flat();
  }

  /** Of a password that is to be changed the person has chosen the next one by now. */
  private async hasPassword(declared: DeclaredUser, known: Present['known']): Promise<boolean> {
    if (!declaresPassword(declared) || declared.password_change_required) return true;
    if ('createdAt' in known) return this.declared.hasPassword(declared, known.passwordHash ?? undefined);
    return declared.password === known.password && declared.password_hash === known.password_hash;
  }

  private async hasFactors({ factors }: DeclaredUser, known: Present['known']): Promise<boolean> {
    if ('createdAt' in known) return (await this.factors.missing(known.id, factors)).length === 0;
    return isDeepStrictEqual(factors, known.factors);
  }

  /** @returns how many were created: not those whose username or identifier was taken meanwhile */
  private async create(fresh: readonly DeclaredUser[], admit: ImportOptions['admit']): Promise<number> {
    if (fresh.length === 0) return 0;
    const prepared = await this.declared.hashed(fresh);
    const ids = chosenIds(fresh);
    return this.database.transaction(async (transaction) => {
      await admit?.(transaction);
      if (ids.length > 0) await this.identifiers.reserve(transaction);
      const ofClients = await this.identifiers.among('client', ids, transaction);
      let created = 0;
      for (const each of prepared)
        if (!ofClients.has(each.declared.id ?? '') && (await this.declared.insert(each, transaction, 'import')))
          created++;
      return created;
    });
  }

  private async update(present: readonly Present[], admit: ImportOptions['admit']): Promise<number> {
    if (present.length === 0) return 0;
    const declared = present.map((each) => each.declared);
    return this.declared.withPrepared(declared, (prepared) =>
      this.database.transaction(async (transaction) => {
        await admit?.(transaction);
        let updated = 0;
        for (const each of prepared)
          if ((await this.declared.apply(each, transaction, 'import')) !== 'unchanged') updated++;
        return updated;
      }),
    );
  }
}

function membersOther(declared: DeclaredUser, known: Present['known']): readonly string[] {
  if ('createdAt' in known) return otherMembers(declared, { ...known, disabled: known.disabledAt !== null });
  const { disabled = false } = known;
  return otherMembers(declared, { ...declaredProfile(known), disabled });
}

function chosenIds(declared: readonly DeclaredUser[]): readonly string[] {
  return declared.flatMap(({ id }) => id ?? []);
}

function sort(
  batch: readonly DeclaredUser[],
  { byUsername, addresses, ids, stored }: Owners,
  foreign: ReadonlyMap<number, Violation>,
  { update, untouchable }: ImportOptions,
  ofClients: ReadonlySet<string>,
): Sorted {
  const sorted: Sorted = { fresh: [], present: [], rejected: [] };
  const known = new Map<string, Present['known']>(stored);
  for (const [index, declared] of batch.entries()) {
    const username = normalizeUsername(declared.username);
    const owner = byUsername.get(username);
    const profile = declaredProfile(declared);
    const detail = idProblem(declared.id, owner, ids, ofClients);
    const ofOther = foreign.get(index);
    const isUntouchable = stored.get(username)?.roles.some((role) => untouchable?.has(role)) ?? false;
    if (detail !== undefined) sorted.rejected.push({ index, violation: { pointer: '/id', detail } });
    else if (ofOther !== undefined) sorted.rejected.push({ index, violation: ofOther });
    else if (update && isUntouchable) sorted.rejected.push({ index, violation: ADMINISTRATOR });
    else if (owner !== undefined) sorted.present.push({ index, declared, known: known.get(username) ?? declared });
    else if (isOutOfReach(profile, addresses.get(username)))
      sorted.rejected.push({ index, violation: ADDRESS_OF_ANOTHER });
    else {
      sorted.fresh.push(declared);
      known.set(username, declared);
      byUsername.set(username, declared.id ?? '');
      for (const { name, rank } of namesOf(profile))
        if (name !== username) addresses.set(name, Math.min(rank, addresses.get(name) ?? rank));
      if (declared.id !== undefined) ids.add(declared.id);
    }
  }
  return sorted;
}

function idProblem(
  id: string | undefined,
  owner: string | undefined,
  taken: ReadonlySet<string>,
  ofClients: ReadonlySet<string>,
): string | undefined {
  if (id === undefined || id === owner) return undefined;
  if (owner !== undefined) return 'is not the one that the user of this username has already, which stays';
  if (ofClients.has(id)) return 'is the client_id of a client; choose another';
  return taken.has(id) ? 'is that of another user' : undefined;
}
