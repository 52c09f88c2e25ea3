import { Injectable } from '@nestjs/common';
import type { Administrator } from '../../../admin/admin-api.js';
import type { Person, PersonalRecords } from '../../../admin/personal-data.js';
import { Clock, formatInstant } from '../../../platform/clock.js';
import { Database, type Transaction } from '../../../platform/database/database.js';
import { NotFound } from '../../../platform/validation/refusals.js';
import { RolesService } from '../../../resources/roles.service.js';
import { demandPowerOverPerson } from '../../../users/person-power.js';
import { USER_ID, type User } from '../../../users/user.js';
import { UsersService } from '../../../users/users.service.js';
import { ApprovalNotices } from './approval-notices.service.js';
import type { OwnRegistrationDto } from './dto/registration.dto.js';
import { RegistrationApprovalsRepository } from './registration-approvals.repository.js';
import type { WaitingRegistration } from './waiting-registration.js';

/** Accounts that are listed at once. */
const MOST_LISTED = 200;

/** Accounts that people registered and that an administrator has to approve. */
@Injectable()
export class RegistrationApprovals implements PersonalRecords {
  constructor(
    private readonly repository: RegistrationApprovalsRepository,
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly database: Database,
    private readonly notices: ApprovalNotices,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that makes the account. */
  request(userId: string, transaction: Transaction): Promise<void> {
    return this.repository.insert(userId, this.clock.now(), transaction);
  }

  /** Oldest first. Who was enabled in another way waits no more. */
  async list(): Promise<readonly WaitingRegistration[]> {
    const waiting = await this.repository.list(MOST_LISTED);
    const found = waiting.map(async ({ userId, requestedAt }) => ({
      user: await this.users.find(userId),
      requestedAt,
    }));
    return (await Promise.all(found)).flatMap(({ user, requestedAt }) => (user ? [{ user, requestedAt }] : []));
  }

  /** Lets the person sign in. @throws NotFound, InsufficientScope */
  approve(userId: string, by: Administrator): Promise<void> {
    return this.decide(userId, by, async (user, transaction) => {
      await this.users.enable(user.id, by, transaction);
      await this.notices.approved(user, by, transaction);
    });
  }

  /** Deletes the account. @throws NotFound, InsufficientScope */
  refuse(userId: string, by: Administrator): Promise<void> {
    return this.decide(userId, by, async (user, transaction) => {
      await this.users.delete(user, transaction, by);
      await this.notices.refused(user, by, transaction);
    });
  }

  async exportOf({ id }: Person): Promise<readonly OwnRegistrationDto[]> {
    const found = await this.repository.find(id);
    return found ? [{ requested_at: formatInstant(found.requestedAt) }] : [];
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await this.repository.remove(userId, transaction);
  }

  private decide(
    userId: string,
    by: Administrator,
    work: (user: User, transaction: Transaction) => Promise<void>,
  ): Promise<void> {
    const notWaiting = () => new NotFound(`no registration of a user ${userId} waits`);
    return this.database.transaction(async (transaction) => {
      if (!USER_ID.test(userId)) throw notWaiting();
      const administrative = await this.roles.administrative(transaction);
      await transaction.lock(`user ${userId}`);
      const user = await this.users.findIn(userId, transaction);
      if (user) demandPowerOverPerson(user.roles, administrative, by);
      if (!(await this.repository.decide(userId, transaction)) || !user) throw notWaiting();
      await work(user, transaction);
    });
  }
}
