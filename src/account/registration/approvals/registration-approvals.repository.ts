import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../platform/clock.js';
import { Database, statement, type Transaction } from '../../../platform/database/database.js';
import { neverEnabledAccount } from '../../../users/users.repository.js';

const INSERT = statement(
  'registration-approvals-insert',
  'INSERT INTO registration_approvals (user_id, requested_at) VALUES ($1, $2)',
);
const LIST = statement(
  'registration-approvals-list',
  `SELECT user_id AS "userId", requested_at AS "requestedAt" FROM registration_approvals
   WHERE EXISTS (${neverEnabledAccount('registration_approvals.user_id')}) ORDER BY requested_at, user_id LIMIT $1`,
);
const FIND = statement(
  'registration-approvals-find',
  'SELECT user_id AS "userId", requested_at AS "requestedAt" FROM registration_approvals WHERE user_id = $1',
);
const DECIDE = statement(
  'registration-approvals-decide',
  `DELETE FROM registration_approvals WHERE user_id = $1 AND EXISTS (${neverEnabledAccount('registration_approvals.user_id')})`,
);
const REMOVE = statement('registration-approvals-remove', 'DELETE FROM registration_approvals WHERE user_id = $1');

/** An account that waits. */
export interface WaitingAccount {
  readonly userId: string;
  readonly requestedAt: Instant;
}

/** Every statement on accounts that wait for an administrator. */
@Injectable()
export class RegistrationApprovalsRepository {
  constructor(private readonly database: Database) {}

  async insert(userId: string, requestedAt: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(INSERT, [userId, requestedAt]);
  }

  /** Oldest first. Who was enabled in another way waits no more, also if disabled again. */
  list(limit: number): Promise<readonly WaitingAccount[]> {
    return this.database.query<WaitingAccount>(LIST, [limit]);
  }

  async find(userId: string): Promise<WaitingAccount | undefined> {
    return (await this.database.query<WaitingAccount>(FIND, [userId]))[0];
  }

  /** It waits no more. @returns whether it waited: of two administrators, one decides */
  async decide(userId: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(DECIDE, [userId])) === 1;
  }

  async remove(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(REMOVE, [userId]);
  }
}
