import { Injectable } from '@nestjs/common';
import { SignInGate } from '../../authentication/sign-in/sign-in-gate.service.js';
import { type SignInInProgress, SignIns } from '../../authentication/sign-in/sign-ins.service.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { SentCookies } from '../../platform/http/cookies.js';
import type { Visitor } from '../../platform/http/visitor.js';
import type { User } from '../../users/user.js';
import { UsersService } from '../../users/users.service.js';
import type { Factor } from '../factor.js';
import { SecondFactorAction } from './second-factor.action.js';

/** A sign-in that waits for one more factor. */
export interface WaitingSignIn {
  readonly signIn: SignInInProgress;
  readonly user: User;
  /** Of the parked request that is gone on with; empty if there is none. */
  readonly reference: string;
}

/** The sign-in has ended meanwhile, or another request was faster: the person signs in again. Nothing was used up. */
export class SignInGone extends Error {}

/** What every page needs by which a person proves one more factor, or sets one up, to complete a sign-in. */
@Injectable()
export class SecondFactorSteps {
  constructor(
    private readonly action: SecondFactorAction,
    private readonly signIns: SignIns,
    private readonly gate: SignInGate,
    private readonly users: UsersService,
    private readonly database: Database,
  ) {}

  /** The sign-in of this browser that waits for a factor; undefined if there is none (any more): the person signs in again. */
  async find(sent: SentCookies, reference: string): Promise<WaitingSignIn | undefined> {
    const signIn = await this.signIns.find(sent, this.action);
    const user = signIn && (await this.signIns.holder(signIn));
    return user && { signIn, user, reference };
  }

  /**
   * Completes the sign-in by a factor.
   * @param use uses the factor up, or sets it up, in the transaction that uses up the sign-in; false: it is not right
   * @returns where the browser goes; undefined if the factor was not right
   * @throws SignInGone, SignInRefused if the account was changed meanwhile
   */
  async complete(
    visitor: Visitor,
    { signIn, user, reference }: WaitingSignIn,
    { amr }: Pick<Factor, 'amr'>,
    use: (transaction: Transaction) => Promise<boolean>,
  ): Promise<string | undefined> {
    const after = await this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${user.id}`);
      if (!(await this.users.isStill(user, transaction))) throw new SignInGone();
      if (!(await use(transaction))) return undefined;
      if (!(await this.signIns.use(signIn, this.action, transaction))) throw new SignInGone();
      return user.accountVersion === undefined ? user : this.users.findIn(user.id, transaction);
    });
    if (!after) return undefined;
    const proof = this.signIns.resume(visitor.cookies, signIn, after, amr);
    return this.gate.admit(visitor, proof, { reference });
  }
}
