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

const TOO_MANY = 'is one more than the user can have';

/** The factors that files declare of users: they are added, and never removed or changed. */
@Injectable()
export class DeclaredFactors {
  constructor(@Inject(DECLARABLE_FACTORS.token) private readonly kinds: Peers<DeclarableFactor>) {}

  /** What is wrong with the factors of a declared user, beside what the schema says. */
  mistakes(factors: readonly DeclaredFactor[] = []): readonly Violation[] {
    const keys = factors.map((factor) => this.keyOf(factor));
    return factors.flatMap((factor, index) => {
      const at = pointer(MEMBER, index);
      const first = keys.indexOf(keys[index] as string);
      const double = { pointer: `${at}/secret`, detail: `is that of ${pointer(MEMBER, first)} already` };
      return [...within(at, this.kindOf(factor).mistakes(factor)), ...(first === index ? [] : [double])];
    });
  }

  /** By what two declared factors are one and the same. It has the secret in it. */
  keyOf(factor: DeclaredFactor): string {
    return `${factor.type} ${this.kindOf(factor).keyOf(factor)}`;
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
   * @throws Violations if the user would have too many
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
      if (!isAdded) throw new Violations([{ pointer: pointer(MEMBER, factors.indexOf(factor)), detail: TOO_MANY }]);
    }
    return missing.length > 0;
  }

  /** The schema of users has no other types than rooms bring. */
  private kindOf({ type }: DeclaredFactor): DeclarableFactor {
    const kind = this.kinds.get(type);
    if (!kind) throw new Violations([{ pointer: pointer(MEMBER), detail: `has no type ${type}` }]);
    return kind;
  }
}
