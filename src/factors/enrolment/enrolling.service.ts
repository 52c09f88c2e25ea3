import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/http/visitor.js';
import { factorName } from '../../users/declared-factor.js';
import { UsersService } from '../../users/users.service.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import { Enrolments } from '../enrolments.service.js';
import type { Factor } from '../factor.js';
import { RecoveryCodes } from '../recovery/recovery-codes.service.js';
import { SecondFactorSteps } from '../sign-in/second-factor-steps.service.js';
import type { Enroller } from './enrollers.js';

/** A factor that was set up. */
export interface Enrolled {
  /** Where the browser goes. */
  readonly path: string;
  /** Those that the person has got with the first factor; shown once. */
  readonly recoveryCodes: readonly string[];
}

/** Sets factors up: in the account, or to complete a sign-in. */
@Injectable()
export class Enrolling {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly steps: SecondFactorSteps,
    private readonly users: UsersService,
    private readonly database: Database,
  ) {}

  /**
   * @param label what the person calls it
   * @param store stores what only this kind of factor needs
   * @returns undefined if the person has too many, or the account was changed meanwhile
   * @throws SignInGone, SignInRefused
   */
  async enrol(
    visitor: Visitor,
    { user, by }: Enroller,
    factor: Factor,
    label: string,
    store: (id: string, transaction: Transaction) => Promise<void>,
  ): Promise<Enrolled | undefined> {
    let recoveryCodes: readonly string[] = [];
    const add = async (transaction: Transaction) => {
      await transaction.lock(`user ${user.id}`);
      if (!(await this.users.isStill(user, transaction))) return false;
      const context = { actor: user.id, facts: visitor.facts };
      const isFirst = (await this.enrolments.list(user.id, transaction)).length === 0;
      const id = await this.enrolments.add(user, factor, factorName(label), transaction, context, (made) =>
        store(made, transaction),
      );
      if (id === undefined) return false;
      await this.enrolments.used(id, transaction);
      if (isFirst) recoveryCodes = await this.recoveryCodes.renew(user, transaction, context);
      return true;
    };
    const path =
      'waiting' in by
        ? await this.steps.complete(visitor, by.waiting, factor, add)
        : (await this.database.transaction(add))
          ? OWN_FACTORS
          : undefined;
    return path === undefined ? undefined : { path, recoveryCodes };
  }
}
