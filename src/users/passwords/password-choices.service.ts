import { Injectable } from '@nestjs/common';
import { AccountNotices } from '../../mail/account-notices.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { message } from '../../platform/texts/message.js';
import { Violations } from '../../platform/validation/violations.js';
import { PASSWORD_CHANGED, PASSWORD_ONLY_CHANGED } from '../mail-notices.js';
import { mailReaderOf } from '../mail-reader.js';
import type { StoredUser } from '../stored-user.js';
import type { User } from '../user.js';
import { UsersRepository } from '../users.repository.js';
import { UsersService } from '../users.service.js';
import { PasswordHasher } from './password-hasher.js';

/** Whose password may be chosen: an account as it was when that was decided. */
export interface ChoosingAccount {
  readonly userId: string | null;
  readonly accountVersion: number | null;
}

/** What goes with a choice, in its transaction. */
export interface Choosing {
  /** Uses up what lets the person choose; false: it was used up meanwhile. */
  readonly admit: (transaction: Transaction) => Promise<boolean>;
  /** Done once the password is stored. @param user as before */
  readonly andThen?: (user: User, transaction: Transaction) => Promise<void>;
  /** Whether the address of the account is told that the password was changed; left out: yes. */
  readonly isTold?: boolean;
  /** Whether sessions go on, and what clients hold for the user, as the person wants; left out: no. */
  readonly keepsSessions?: boolean;
}

/** An account as it was when it was read. */
export function accountOf({ id, accountVersion }: Pick<User, 'id' | 'accountVersion'>): ChoosingAccount {
  return { userId: id, accountVersion: accountVersion ?? null };
}

/** People who choose their own password, by a link or at the end of a sign-in. */
@Injectable()
export class PasswordChoices {
  constructor(
    private readonly users: UsersService,
    private readonly repository: UsersRepository,
    private readonly hasher: PasswordHasher,
    private readonly database: Database,
    private readonly notices: AccountNotices,
  ) {}

  /** Whose password may be chosen; undefined if the account was changed since, or is disabled. */
  async holder(account: ChoosingAccount): Promise<User | undefined> {
    return (await this.find(account))?.user;
  }

  /** Whether the person can sign in by a password that is kept here. */
  async exists({ id }: Pick<User, 'id'>): Promise<boolean> {
    return (await this.repository.find(id))?.passwordHash !== undefined;
  }

  /**
   * Gives the account the password; every session ends, and all that clients hold for the user, unless the person wants otherwise.
   * If there was a password before, its owner is told by mail that it was changed.
   * @returns the user, or undefined if the person may not choose any more
   * @throws Violations if the password is not acceptable; nothing is used up then
   */
  async choose(
    account: ChoosingAccount,
    password: string,
    facts: RequestFacts,
    { admit, andThen, isTold = true, keepsSessions = false }: Choosing,
  ): Promise<User | undefined> {
    const found = await this.find(account);
    if (!found) return undefined;
    const { user } = found;
    const passwordHash = await this.users.hashFor(user, password);
    await this.refuseReuse(found, password);
    return this.database.transaction(async (transaction) => {
      // Anyone who changes the account at the same time is waited for, and has then changed its version.
      await transaction.lock(`user ${user.id}`);
      if (!(await admit(transaction))) return undefined;
      if (!(await this.repository.isStill(user, transaction))) return undefined;
      const by = { actor: user.id, facts };
      await this.users.storePassword(user.id, passwordHash, transaction, by, keepsSessions);
      if (isTold && found.passwordHash !== undefined)
        await this.notices.tell(
          keepsSessions ? PASSWORD_ONLY_CHANGED : PASSWORD_CHANGED,
          mailReaderOf(user),
          facts,
          transaction,
        );
      if (user.passwordChangeRequired) await this.repository.setPasswordChangeRequiredAt(user.id, null, transaction);
      await andThen?.(user, transaction);
      return (await this.repository.find(user.id, transaction))?.user;
    });
  }

  private async find({ userId, accountVersion }: ChoosingAccount): Promise<StoredUser | undefined> {
    const found = userId === null ? undefined : await this.repository.find(userId);
    return found?.user.disabled || found?.version !== accountVersion ? undefined : found;
  }

  /** @throws Violations if the password is to be changed, and is the same */
  private async refuseReuse({ user, passwordHash }: StoredUser, password: string): Promise<void> {
    if (!user.passwordChangeRequired || passwordHash === undefined) return;
    const { matches } = await this.hasher.verify(password, passwordHash);
    const problem = { detail: 'must not be the one that you have now', message: message('password.same') };
    if (matches) throw new Violations([{ pointer: '/password', ...problem }]);
  }
}
