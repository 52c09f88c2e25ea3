import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, type Dialect, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';
import { contains, inList } from '../stored-lists.js';

/** What a ticket is for: the first user's password, or that of an invited one. */
export type TicketPurpose = 'setup' | 'invitation';

export interface StoredTicket {
  readonly digest: string;
  readonly purpose: TicketPurpose;
  readonly userId: string | null;
  /** The version of the account that it is for; null where there is no account. */
  readonly accountVersion: number | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Whose password may be chosen. */
export type TicketAccount = Pick<StoredTicket, 'userId' | 'accountVersion'>;

const INSERT = statement(
  'password-tickets-insert',
  'INSERT INTO password_tickets (digest, purpose, user_id, account_version, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
);
const FIND = statement(
  'password-tickets-find',
  `SELECT user_id AS "userId", account_version AS "accountVersion" FROM password_tickets
   WHERE digest = $1 AND purpose = $2 AND expires_at > $3`,
);
const REDEEM = statement(
  'password-tickets-redeem',
  'DELETE FROM password_tickets WHERE digest = $1 AND purpose = $2 AND expires_at > $3',
);
/** Whatever the tickets of a user are for. */
export const VOID_ALL_OF = statement('password-tickets-void-all-of', 'DELETE FROM password_tickets WHERE user_id = $1');
const voidOfHolders = (dialect: Dialect) =>
  statement(
    'password-tickets-void-of-holders',
    `DELETE FROM password_tickets WHERE user_id IN (SELECT id FROM users WHERE ${contains(dialect, 'roles', '$1')})`,
  );
const VOID_OF_HOLDERS = { sqlite: voidOfHolders('sqlite'), postgres: voidOfHolders('postgres') };
const VOID_SETUP = statement(
  'password-tickets-void-setup',
  `DELETE FROM password_tickets WHERE purpose = 'setup' AND created_at < $1`,
);
const HAS_SETUP = statement(
  'password-tickets-has-setup',
  `SELECT digest FROM password_tickets WHERE purpose = 'setup' LIMIT 1`,
);
export const VOID_ALL_TICKETS = statement('password-tickets-void-all', 'DELETE FROM password_tickets');
const PURGE = deleteExpired('password-tickets-purge', 'password_tickets', 'expires_at');

@Injectable()
export class PasswordTicketsRepository {
  constructor(private readonly database: Database) {}

  async insert(
    { digest, purpose, userId, accountVersion, createdAt, expiresAt }: StoredTicket,
    transaction: Transaction,
  ): Promise<void> {
    await transaction.execute(INSERT, [digest, purpose, userId, accountVersion, createdAt, expiresAt]);
  }

  /** A ticket that can still be redeemed for this purpose. */
  async find(digest: string, purpose: TicketPurpose, now: Instant): Promise<TicketAccount | undefined> {
    const [row] = await this.database.query<TicketAccount>(FIND, [digest, purpose, now]);
    return row;
  }

  /** Uses the ticket up. @returns false where it is void, or someone was faster */
  async redeem(digest: string, purpose: TicketPurpose, now: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(REDEEM, [digest, purpose, now])) === 1;
  }

  async voidAllOf(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(VOID_ALL_OF, [userId]);
  }

  async voidOfHolders(role: string, transaction: Transaction): Promise<void> {
    await transaction.execute(VOID_OF_HOLDERS[this.database.dialect], [inList(role)]);
  }

  /** Voids the tickets to create the first user that were made before. @returns whether there is one since */
  async voidSetupBefore(instant: Instant, transaction: Transaction): Promise<boolean> {
    await transaction.execute(VOID_SETUP, [instant]);
    return (await transaction.query(HAS_SETUP)).length > 0;
  }

  /** Deletes at most `limit` tickets that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
