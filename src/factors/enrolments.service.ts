import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { Clock, type Instant } from '../platform/clock.js';
import { type Connection, Database, type Transaction } from '../platform/database/database.js';
import type { Peers } from '../platform/peers.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';
import { RememberedDevicesRepository } from './devices/remembered-devices.repository.js';
import { type Enrolment, FACTORS, type Factor } from './factor.js';
import { type FactorCause, FactorRecords } from './factor-records.service.js';
import { FactorsRepository } from './factors.repository.js';

/** Factors that one person may have at the same time, of all kinds together. */
const MOST_FACTORS = 20;

/** What people have set up. The names of a user's factors also stand at the account: a sign-in knows them without a question. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly repository: FactorsRepository,
    private readonly users: UsersService,
    private readonly database: Database,
    private readonly records: FactorRecords,
    private readonly clock: Clock,
    private readonly devices: RememberedDevicesRepository,
    @Inject(FACTORS.token) private readonly factors: Peers<Factor>,
  ) {}

  /** The oldest first; those of kinds that no room declares any more are left out. */
  async list(userId: string, connection: Connection = this.database): Promise<readonly Enrolment[]> {
    const all = await this.repository.allOf(userId, connection);
    return all.filter(({ factor }) => this.factors.get(factor) !== undefined);
  }

  /** Whose factor it is. */
  ownerOf(id: string): Promise<string | undefined> {
    return this.repository.ownerOf(id);
  }

  /** The kinds of factors that the user has set up, in their order. Asks the database only for users of a host's own store. */
  async kindsOf({ id, factors }: User): Promise<readonly Factor[]> {
    const names = factors ?? (await this.repository.allOf(id)).map(({ factor }) => factor);
    return this.kindsAmong(names);
  }

  /**
   * Stores a factor; the account gets another version by it.
   * @param store what its kind stores, after it
   * @param id left out: a new one
   * @returns its identifier; undefined if the person has {@link MOST_FACTORS} already, or there is one of this identifier
   */
  async add(
    user: Pick<User, 'id'>,
    { name }: Pick<Factor, 'name'>,
    label: string,
    transaction: Transaction,
    by: FactorCause,
    store: (id: string) => Promise<void>,
    id: string = randomUUID(),
  ): Promise<string | undefined> {
    await lockFactors(user.id, transaction);
    const before = await this.repository.allOf(user.id, transaction);
    if (before.length >= MOST_FACTORS) return undefined;
    const enrolment = { id, userId: user.id, factor: name, label, createdAt: this.clock.now() };
    if (!(await this.repository.insert(enrolment, transaction))) return undefined;
    await store(enrolment.id);
    await this.keep(user.id, [...before.map(({ factor }) => factor), name], transaction);
    // What stands in for others comes with one of them.
    const kind = this.factors.get(name);
    const details = { id: enrolment.id, after: { type: name, name: label } };
    if (kind?.isFallback === false)
      await this.records.note('added', user.id, details, transaction, by, { kind: kind.title, label });
    return enrolment.id;
  }

  /** Notes that a factor was used, in the transaction that uses it. */
  used(id: string, transaction: Transaction): Promise<void> {
    return this.repository.used(id, this.clock.now(), transaction);
  }

  /** @returns false if the user has no such factor */
  name(id: string, userId: string, label: string): Promise<boolean> {
    return this.repository.name(id, userId, label);
  }

  /**
   * Removes a factor. What only stands in for others goes with the last of them.
   * @param suffices whether what is left is enough for the person
   * @returns `gone` if the user has no such factor (any more), `needed` if what is left is not enough
   */
  async remove(
    id: string,
    userId: string,
    by: AuditContext,
    suffices: (left: readonly Factor[]) => boolean = () => true,
  ): Promise<'removed' | 'gone' | 'needed'> {
    return this.database.transaction(async (transaction) => {
      await lockFactors(userId, transaction);
      const before = await this.repository.allOf(userId, transaction);
      const others = before.filter((each) => each.id !== id);
      if (others.length === before.length) return 'gone';
      if (!suffices(this.kindsAmong(others.map(({ factor }) => factor)))) return 'needed';
      await this.leave(others, before, transaction, by);
      return 'removed';
    });
  }

  /** Removes what was set up at an instant or later, with what only stands in for it. */
  async removeSince(userId: string, since: Instant, transaction: Transaction, by: AuditContext): Promise<void> {
    await lockFactors(userId, transaction);
    const before = await this.repository.allOf(userId, transaction);
    const older = before.filter(({ createdAt }) => createdAt < since);
    if (older.length < before.length) await this.leave(older, before, transaction, by);
  }

  /** Removes those of one kind. @returns how many there were */
  async removeKind(userId: string, { name }: Pick<Factor, 'name'>, transaction: Transaction): Promise<number> {
    await lockFactors(userId, transaction);
    const before = await this.repository.allOf(userId, transaction);
    const gone = before.filter(({ factor }) => factor === name);
    for (const { id } of gone) await this.repository.remove(id, userId, transaction);
    const left = before.filter((each) => !gone.includes(each)).map(({ factor }) => factor);
    if (gone.length > 0) await this.keep(userId, left, transaction);
    return gone.length;
  }

  /** Removes all factors of a user. @returns those that there were */
  async removeAll(userId: string, transaction: Transaction): Promise<readonly Enrolment[]> {
    await lockFactors(userId, transaction);
    const all = await this.repository.allOf(userId, transaction);
    await this.devices.removeAllOf(userId, transaction);
    if (all.length === 0) return [];
    for (const each of all) await this.repository.remove(each.id, userId, transaction);
    await this.keep(userId, [], transaction);
    return all;
  }

  /** Leaves these of the factors that there were; what only stands in for others does not stay alone. */
  private async leave(
    others: readonly Enrolment[],
    before: readonly Enrolment[],
    transaction: Transaction,
    by: AuditContext,
  ): Promise<void> {
    const [{ userId } = { userId: '' }] = before;
    const standsAlone = this.kindsAmong(others.map(({ factor }) => factor)).every(({ isFallback }) => isFallback);
    const left = standsAlone ? [] : others;
    await this.devices.removeAllOf(userId, transaction);
    for (const each of before.filter((one) => !left.includes(one))) await this.take(each, transaction, by);
    await this.keep(
      userId,
      left.map(({ factor }) => factor),
      transaction,
    );
  }

  private async take(enrolment: Enrolment, transaction: Transaction, by: AuditContext): Promise<void> {
    await this.repository.remove(enrolment.id, enrolment.userId, transaction);
    const { id, userId, factor, label } = enrolment;
    const kind = this.factors.get(factor);
    const details = { id, before: { type: factor, name: label } };
    await this.records.note('removed', userId, details, transaction, by, kind && { kind: kind.title, label });
  }

  private keep(userId: string, names: readonly string[], transaction: Transaction): Promise<void> {
    return this.users.setFactors(userId, [...new Set(names)], transaction);
  }

  private kindsAmong(names: readonly string[]): readonly Factor[] {
    return this.factors.list.filter(({ name }) => names.includes(name));
  }
}

/** Who changes the factors of a person waits for anyone who changes the account at the same time. */
function lockFactors(userId: string, transaction: Transaction): Promise<void> {
  return transaction.lock(`user ${userId}`);
}
