import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { type Connection, Database, statement, type Transaction } from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';
import type { MailState } from './mail.entity.js';

/** A mail as it is stored, without what became of it. */
export interface NewMail {
  readonly id: string;
  readonly template: string;
  readonly userId: string | null;
  readonly sealed: string;
  readonly createdAt: Instant;
  readonly validUntil: Instant;
  readonly expiresAt: Instant;
}

/** A mail that has not left yet. */
export interface StoredMail extends NewMail {
  readonly round: number;
  readonly state: MailState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly lastAttemptAt: Instant | null;
}

/** Which delivery of a mail. */
export interface MailRound {
  readonly id: string;
  readonly round: number;
}

/** What a list is ordered by. */
export type MailPosition = readonly [createdAt: Instant, id: string];

/** After every mail in the order of lists, newest first. */
const FIRST: MailPosition = [Number.MAX_SAFE_INTEGER, ''];

const COLUMNS = `id, template, user_id AS "userId", sealed, round, state, attempts, last_error AS "lastError",
  last_attempt_at AS "lastAttemptAt", created_at AS "createdAt", valid_until AS "validUntil", expires_at AS "expiresAt"`;

const INSERT = statement(
  'mails-insert',
  `INSERT INTO mails (id, template, user_id, sealed, round, state, attempts, created_at, valid_until, expires_at)
   VALUES ($1, $2, $3, $4, 1, 'waiting', 0, $5, $6, $7)`,
);
const FIND = statement('mails-find', `SELECT ${COLUMNS} FROM mails WHERE id = $1`);
const OF_USER = statement('mails-of-user', `SELECT ${COLUMNS} FROM mails WHERE user_id = $1 ORDER BY created_at, id`);
const LIST = statement(
  'mails-list',
  `SELECT ${COLUMNS} FROM mails WHERE (created_at, id) < ($1, $2) AND ($3 = '' OR state = $3)
   ORDER BY created_at DESC, id DESC LIMIT $4`,
);
const NOTE = statement(
  'mails-note-attempt',
  'UPDATE mails SET attempts = attempts + 1, last_error = $3, last_attempt_at = $4 WHERE id = $1 AND round = $2',
);
const GIVE_UP = statement(
  'mails-give-up',
  `UPDATE mails SET state = 'failed', last_error = $3 WHERE id = $1 AND round = $2 AND state = 'waiting'`,
);
const RETRY = statement(
  'mails-retry',
  `UPDATE mails SET state = 'waiting', round = round + 1 WHERE id = $1 AND round = $2`,
);
const REMOVE = statement('mails-remove', 'DELETE FROM mails WHERE id = $1');
const ERASE = statement('mails-erase', 'DELETE FROM mails WHERE user_id = $1');
const RESEAL = statement('mails-reseal', 'UPDATE mails SET sealed = $3 WHERE id = $1 AND sealed = $2');
/** They have probably left since the backup was made, and what they lead to is void. */
export const REMOVE_WAITING_MAILS = statement('mails-remove-waiting', "DELETE FROM mails WHERE state = 'waiting'");
const PURGE = deleteExpired('mails-purge', 'mails', 'expires_at');

/** Every query on mails. */
@Injectable()
export class MailsRepository {
  constructor(private readonly database: Database) {}

  async insert(mail: NewMail, transaction: Transaction): Promise<void> {
    const { id, template, userId, sealed, createdAt, validUntil, expiresAt } = mail;
    await transaction.execute(INSERT, [id, template, userId, sealed, createdAt, validUntil, expiresAt]);
  }

  async find(id: string, connection: Connection = this.database): Promise<StoredMail | undefined> {
    const [row] = await connection.query<StoredMail>(FIND, [id]);
    return row;
  }

  /** Newest first. @param state only those; left out: all */
  list(limit: number, state?: MailState, [at, id]: MailPosition = FIRST): Promise<readonly StoredMail[]> {
    return this.database.query(LIST, [at, id, state ?? '', limit]);
  }

  /** Oldest first. */
  ofUser(userId: string): Promise<readonly StoredMail[]> {
    return this.database.query(OF_USER, [userId]);
  }

  /** Notes an attempt that failed. */
  async noteAttempt({ id, round }: MailRound, error: string, now: Instant): Promise<void> {
    await this.database.execute(NOTE, [id, round, error, now]);
  }

  /** @returns false if it is gone, has another round, or was given up before */
  async giveUp({ id, round }: MailRound, error: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(GIVE_UP, [id, round, error])) === 1;
  }

  /** Begins the next round. @returns false if it is gone, or someone was faster */
  async retry({ id, round }: MailRound, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(RETRY, [id, round])) === 1;
  }

  /** @returns false if it is gone already */
  async remove(id: string, connection: Connection = this.database): Promise<boolean> {
    return (await connection.execute(REMOVE, [id])) === 1;
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(ERASE, [userId]);
  }

  /** Stores the same contents sealed again, unless they were changed meanwhile. */
  async reseal(id: string, from: string, to: string): Promise<void> {
    await this.database.execute(RESEAL, [id, from, to]);
  }

  /** Deletes at most `limit` mails that no one needs to see any more; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
