import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';

const PUT = statement(
  'email-codes-put',
  `INSERT INTO email_codes (user_id, digest, tries, expires_at) VALUES ($1, $2, 0, $3)
   ON CONFLICT (user_id) DO UPDATE SET digest = $2, tries = 0, expires_at = $3`,
);
const TRY = statement(
  'email-codes-try',
  'UPDATE email_codes SET tries = tries + 1 WHERE user_id = $1 AND expires_at > $2 AND tries < $3 RETURNING digest',
);
const USE = statement('email-codes-use', 'DELETE FROM email_codes WHERE user_id = $1 AND digest = $2');
const REMOVE = statement('email-codes-remove', 'DELETE FROM email_codes WHERE user_id = $1');
const PURGE = deleteExpired('email-codes-purge', 'email_codes', 'expires_at');

/** Every query on codes that were sent by mail. */
@Injectable()
export class EmailCodesRepository {
  constructor(private readonly database: Database) {}

  /** The code that was sent before is void. */
  async put(userId: string, digest: string, expiresAt: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(PUT, [userId, digest, expiresAt]);
  }

  /** Counts a try. @returns the digest of the code; undefined if there is none, or `most` were tried */
  async try(userId: string, most: number, now: Instant): Promise<string | undefined> {
    const [row] = await this.database.query<{ digest: string }>(TRY, [userId, now, most]);
    return row?.digest;
  }

  /** @returns false if the code was used before, by whatever replica, or another one was sent */
  async use(userId: string, digest: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [userId, digest])) === 1;
  }

  async remove(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(REMOVE, [userId]);
  }

  /** Deletes at most `limit` that have ended; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
