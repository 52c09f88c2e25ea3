import { Injectable } from '@nestjs/common';
import { PageRequests } from '../../authentication/login/page-requests.js';
import { SignInGate } from '../../authentication/sign-in/sign-in-gate.service.js';
import { type SignInInProgress, SignIns } from '../../authentication/sign-in/sign-ins.service.js';
import type { Instant } from '../../platform/clock.js';
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
    private readonly requests: PageRequests,
  ) {}

  /** The sign-in of this browser that waits for a factor; undefined if there is none (any more): the person signs in again. */
  async find(sent: SentCookies, reference: string): Promise<WaitingSignIn | undefined> {
    const signIn = await this.signIns.find(sent, this.action);
    const user = signIn && (await this.signIns.holder(signIn));
    if (!user) return undefined;
    await this.requests.find(sent, reference);
    return { signIn, user, reference };
  }

  /**
   * Completes the sign-in by a factor.
   * @param use uses the factor up, or sets it up, in the transaction that uses up the sign-in; false: it is not right
   * @returns where the browser goes; undefined if the factor was not right
   * @throws SignInGone, SignInRefused if the account was changed meanwhile
   */
  async complete(
    visitor: Visitor,
    waiting: WaitingSignIn,
    { amr }: Pick<Factor, 'amr'>,
    use: (transaction: Transaction) => Promise<boolean>,
  ): Promise<string | undefined> {
    const after = await this.useUp(waiting, use);
    if (!after) return undefined;
    const proof = this.signIns.resume(visitor.cookies, waiting.signIn, after, amr);
    return this.gate.admit(visitor, proof, { reference: waiting.reference });
  }

  /**
   * Goes on without setting something up, for as long as the policy lets the person: the gate asks it again.
   * @param until when it may be put off at the latest; the first one that was noted counts
   * @returns where the browser goes
   * @throws SignInGone, SignInRefused if the account was changed meanwhile
   */
  async putOff(visitor: Visitor, waiting: WaitingSignIn, until: Instant): Promise<string> {
    const user = await this.useUp(waiting, async () => true);
    if (!user) throw new SignInGone();
    await this.users.noteEnrolBy(user.id, until);
    const proof = this.signIns.resume(visitor.cookies, waiting.signIn, { ...user, enrolBy: user.enrolBy ?? until });
    return this.gate.admit(visitor, { ...proof, isPutOff: true }, { reference: waiting.reference });
  }

  private useUp({ signIn, user }: WaitingSignIn, use: (transaction: Transaction) => Promise<boolean>) {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${user.id}`);
      if (!(await this.users.isStill(user, transaction))) throw new SignInGone();
      if (!(await use(transaction))) return undefined;
      if (!(await this.signIns.use(signIn, this.action, transaction))) throw new SignInGone();
      return user.accountVersion === undefined ? user : this.users.findIn(user.id, transaction);
    });
  }
}
