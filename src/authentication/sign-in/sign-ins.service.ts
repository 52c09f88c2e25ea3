import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { after, Clock, MINUTE } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { type Cookies, clearCookie, readCookie, type SentCookies, setCookie } from '../../platform/http/cookies.js';
import type { Visitor } from '../../platform/http/visitor.js';
import type { User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import { UsersService } from '../../users/users.service.js';
import type { Proof } from '../authenticators/authenticator.js';
import { loginFailed, SignInRefused } from '../login/sign-in-refused.js';
import type { RequiredAction } from '../required-actions/required-action.js';
import { SignInsRepository } from './sign-ins.repository.js';

const COOKIE = 'gatehouse_sign_in';

/** Seconds. */
const LIFETIME = 30 * MINUTE;

/** Sign-ins of one account that wait at the same time; one more ends the oldest. */
const MOST_SIGN_INS = 10;

/** A sign-in that waits for a required action. */
export interface SignInInProgress {
  /** By which it is found. */
  readonly digest: string;
  readonly userId: string;
  /** Of the account, as it was proven; null if its store does not count. */
  readonly accountVersion: number | null;
  /** RFC 8176 authentication methods that have been used. */
  readonly amr: readonly string[];
  /** The `sid` of the running session that it steps up; null: it starts one. */
  readonly sid: string | null;
}

/**
 * Sign-ins that are not complete. Until they are there is no session at all: the browser has a reference, which is good for
 * the one action that is waited for. A change of the account ends them.
 */
@Injectable()
export class SignIns {
  constructor(
    private readonly repository: SignInsRepository,
    private readonly users: UsersService,
    private readonly store: UserStore,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Stores what was proven until the person has done what is required.
   * @throws SignInRefused if the account was changed since it was proven
   */
  async suspend(
    { cookies, facts }: Visitor,
    { user, amr, sid }: Proof,
    { name, event }: Pick<RequiredAction, 'name' | 'event'>,
  ): Promise<void> {
    const reference = generateSecret();
    const createdAt = this.clock.now();
    const isStored = await this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${user.id}`);
      const isStill = await this.users.isStill(user, transaction);
      const demanded = { type: event, actor: user.id };
      await this.audit.record(isStill ? demanded : loginFailed(user.username), facts, transaction);
      if (!isStill) return false;
      const account = { userId: user.id, accountVersion: user.accountVersion ?? null };
      const times = { createdAt, expiresAt: after(createdAt, LIFETIME) };
      const proven = { amr: amr.join(' '), sid: sid ?? null };
      const signIn = { digest: digest(reference), ...account, ...proven, requiredAction: name, ...times };
      await this.repository.insert(signIn, MOST_SIGN_INS, transaction);
      return true;
    });
    if (!isStored) throw new SignInRefused('wrong');
    setCookie(cookies, this.config, COOKIE, reference, LIFETIME);
  }

  /** The sign-in of this browser that waits for this action; undefined if there is none (any more). */
  async find(sent: SentCookies, { name }: Pick<RequiredAction, 'name'>): Promise<SignInInProgress | undefined> {
    const reference = readCookie(sent, this.config, COOKIE);
    if (reference === undefined) return undefined;
    const found = await this.repository.find(digest(reference), name, this.clock.now());
    return found && { ...found, amr: found.amr.split(' ') };
  }

  /** Whose sign-in it is; undefined if the account was changed since it was proven, is disabled or gone. */
  async holder({ userId, accountVersion }: SignInInProgress): Promise<User | undefined> {
    if (accountVersion !== null) return this.users.findAt(userId, accountVersion);
    const user = await this.store.find(userId);
    return user?.disabled ? undefined : user;
  }

  /**
   * Uses the sign-in up, in the transaction that does what was required.
   * @returns false if it has ended, or another request was faster
   */
  use(
    { digest }: SignInInProgress,
    { name }: Pick<RequiredAction, 'name'>,
    transaction: Transaction,
  ): Promise<boolean> {
    return this.repository.use(digest, name, this.clock.now(), transaction);
  }

  /**
   * Goes on with a sign-in that was used up; the browser forgets it.
   * @param user as after what was required
   * @param proven RFC 8176 methods by which the person has proven more
   */
  resume(cookies: Cookies, { amr, sid }: SignInInProgress, user: User, proven: readonly string[] = []): Proof {
    clearCookie(cookies, this.config, COOKIE);
    return { user, amr: [...new Set([...amr, ...proven])], sid: sid ?? undefined };
  }
}
