import { Inject, Injectable } from '@nestjs/common';
import type { Connection, Transaction } from '../platform/database/database.js';
import type { Peers } from '../platform/peers.js';
import { pointer, type Violation, Violations, within } from '../platform/validation/violations.js';
import {
  DECLARABLE_FACTORS,
  type DeclarableFactor,
  type DeclaredFactor,
  type FactorOrigin,
} from './declared-factor.js';

/** The member of a declared user that declares factors. */
const MEMBER = 'factors';

const NOT_ADDED = 'cannot be added: the user has as many as an account can have, or another user has this one';

/** The factors that files declare of users: they are added, and never removed or changed; and those of an export. */
@Injectable()
export class DeclaredFactors {
  constructor(@Inject(DECLARABLE_FACTORS.token) private readonly kinds: Peers<DeclarableFactor>) {}

  /** What is wrong with the factors of a declared user, beside what the schema says. */
  async mistakes(factors: readonly DeclaredFactor[] = []): Promise<readonly Violation[]> {
    const keys = new Map<string, number>();
    const found: Violation[] = [];
    for (const [index, factor] of factors.entries()) {
      const at = pointer(MEMBER, index);
      const mistakes = within(at, await this.mistakesOf(factor));
      found.push(...mistakes);
      if (mistakes.length > 0) continue;
      const key = this.keyOf(factor);
      const first = keys.get(key) ?? index;
      keys.set(key, first);
      if (first !== index) found.push({ pointer: at, detail: `is the same as ${pointer(MEMBER, first)}` });
    }
    return found;
  }

  /** What is wrong with one factor; nothing if it can be added. */
  async mistakesOf(factor: DeclaredFactor): Promise<readonly Violation[]> {
    return this.kindOf(factor).mistakes(factor);
  }

  /** By what two declared factors are one and the same. It has the secret in it. */
  keyOf(factor: DeclaredFactor): string {
    return `${factor.type} ${this.kindOf(factor).keyOf(factor)}`;
  }

  /**
   * Those that another user has, of what only one can have.
   * @param userId left out: the user is new
   * @param claims what the users of the same file have; those of this one are added
   */
  async ofOthers(
    { id: userId, username }: { readonly id?: string | undefined; readonly username: string },
    factors: readonly DeclaredFactor[] = [],
    claims: Map<string, string>,
  ): Promise<readonly Violation[]> {
    const found: Violation[] = [];
    for (const [index, factor] of factors.entries()) {
      const kind = this.kindOf(factor);
      const unique = kind.uniqueOf(factor);
      if (unique === undefined) continue;
      const claim = `${factor.type} ${unique}`;
      const claimant = claims.get(claim) ?? username;
      claims.set(claim, claimant);
      const owner = await kind.ownerOf(unique);
      if (claimant !== username || (owner !== undefined && owner !== userId))
        found.push({ pointer: pointer(MEMBER, index), detail: 'is that of another user' });
    }
    return found;
  }

  /** Those that the user does not have. */
  async missing(
    userId: string,
    factors: readonly DeclaredFactor[] = [],
    connection?: Connection,
  ): Promise<readonly DeclaredFactor[]> {
    const present = new Set<string>();
    for (const type of new Set(factors.map((each) => each.type)))
      for (const key of (await this.kinds.get(type)?.keysOf(userId, connection)) ?? []) present.add(`${type} ${key}`);
    return factors.filter((factor) => !present.has(this.keyOf(factor)));
  }

  /**
   * Adds those that the user does not have.
   * @returns whether there were any
   * @throws Violations if the user would have too many, or another user has one of them
   */
  async add(
    userId: string,
    factors: readonly DeclaredFactor[] = [],
    transaction: Transaction,
    origin: FactorOrigin,
  ): Promise<boolean> {
    if (factors.length === 0) return false;
    const missing = await this.missing(userId, factors, transaction);
    for (const factor of missing) {
      const isAdded = await this.kindOf(factor).add(userId, factor, transaction, origin);
      if (!isAdded) throw new Violations([{ pointer: pointer(MEMBER, factors.indexOf(factor)), detail: NOT_ADDED }]);
    }
    return missing.length > 0;
  }

  /** What a file declares of a user's factors, in an order that is always the same. @param names of those that the user has */
  async exportOf(userId: string, names: readonly string[]): Promise<readonly DeclaredFactor[]> {
    const factors = this.kinds.list.filter(({ type }) => names.includes(type)).map((kind) => kind.exportOf(userId));
    return (await Promise.all(factors)).flat();
  }

  /** The schema of users has no other types than rooms bring. */
  private kindOf({ type }: DeclaredFactor): DeclarableFactor {
    const kind = this.kinds.get(type);
    if (!kind) throw new Violations([{ pointer: pointer(MEMBER), detail: `has no type ${type}` }]);
    return kind;
  }
}
