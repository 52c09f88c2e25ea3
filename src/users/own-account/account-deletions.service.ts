import { Inject, Injectable } from '@nestjs/common';
import { MailService } from '../../mail/mail.service.js';
import { after, Clock, DAY, type Instant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { ADMIN } from '../../resources/role.js';
import { mailReaderOf } from '../mail-reader.js';
import type { User } from '../user.js';
import { UsersRepository } from '../users.repository.js';
import { UsersService } from '../users.service.js';
import { ACCOUNT_DELETED, DELETION_REQUESTED } from './deletion-mails.js';

/** Why an account is not deleted as its person wants: it is not kept here, or no one else administers the server. */
export type DeletionRefusal = 'elsewhere' | 'last-administrator';

/**
 * People who delete their own accounts. The account waits for some days, in which its person is signed out everywhere and no
 * client holds anything; then the purge takes it away, with all that is personal.
 */
@Injectable()
export class AccountDeletions {
  constructor(
    private readonly users: UsersService,
    private readonly repository: UsersRepository,
    private readonly database: Database,
    private readonly mails: MailService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  /**
   * Begins the waiting time. Every session ends, and all that clients hold; the person hears of it by mail.
   * @returns when the account goes; the same if it was asked for before
   */
  request({ id }: Pick<User, 'id'>, days: number, facts: RequestFacts): Promise<Instant | DeletionRefusal> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${id}`);
      const user = (await this.repository.find(id, transaction))?.user;
      if (!user || user.disabled) return 'elsewhere';
      if (user.deletionDueAt !== undefined) return user.deletionDueAt;
      if (await this.isLastAdministrator(user, transaction)) return 'last-administrator';
      const due = after(this.clock.now(), days * DAY);
      await this.users.markForDeletion(id, due, transaction, { actor: id, facts });
      await this.tell(user, due, facts, transaction);
      return due;
    });
  }

  /**
   * Keeps the account, as its person wants.
   * @param admit uses up what lets the person decide; false: it was used up meanwhile
   * @returns the user, or undefined if nothing was to be kept (any more)
   */
  keep(
    id: string,
    facts: RequestFacts,
    admit: (transaction: Transaction) => Promise<boolean>,
  ): Promise<User | undefined> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${id}`);
      if (!(await admit(transaction))) return undefined;
      const user = (await this.repository.find(id, transaction))?.user;
      if (user?.deletionDueAt === undefined) return undefined;
      await this.users.keep(user, transaction, { actor: id, facts });
      return (await this.repository.find(id, transaction))?.user;
    });
  }

  /** Deletes at most `limit` accounts whose time is over, each by itself. @returns how many */
  async purge(now: Instant, limit: number): Promise<number> {
    let count = 0;
    for (const id of await this.repository.deletionsDue(now, limit)) if (await this.delete(id, now)) count += 1;
    return count;
  }

  /** Nothing happens if the person keeps the account at the same time, or another replica was faster. */
  private delete(id: string, now: Instant): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${id}`);
      const user = (await this.repository.find(id, transaction))?.user;
      if (user?.deletionDueAt === undefined || user.deletionDueAt > now) return false;
      const reader = mailReaderOf(user);
      await this.users.delete(user, transaction, { actor: id });
      // No mail about the account any more, or it would go with it.
      if (reader)
        await this.mails.send(
          { template: ACCOUNT_DELETED, to: { ...reader, userId: undefined }, values: {} },
          transaction,
        );
      return true;
    });
  }

  private async isLastAdministrator({ id, roles }: User, transaction: Transaction): Promise<boolean> {
    if (!roles.includes(ADMIN)) return false;
    await transaction.lock('administrators');
    return !(await this.repository.hasOtherHolder(ADMIN, id, transaction));
  }

  private async tell(user: User, due: Instant, { address }: RequestFacts, transaction: Transaction): Promise<void> {
    const to = mailReaderOf(user);
    const values = { account: `${this.config.issuer}/account`, due, from: address };
    if (to) await this.mails.send({ template: DELETION_REQUESTED, to, values }, transaction);
  }
}
