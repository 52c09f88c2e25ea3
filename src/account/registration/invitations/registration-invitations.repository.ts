import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../platform/clock.js';
import { Database, statement, type Transaction } from '../../../platform/database/database.js';
import { deleteExpired } from '../../../platform/database/delete-expired.js';
import type { RegistrationInvitation } from './registration-invitation.js';

const COLUMNS = `id, description, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
  max_uses AS "maxUses", uses`;
const INSERT = statement(
  'registration-invitations-insert',
  `INSERT INTO registration_invitations (id, digest, description, created_by, created_at, expires_at, max_uses, uses)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const FIND = statement(
  'registration-invitations-find',
  `SELECT ${COLUMNS} FROM registration_invitations WHERE digest = $1`,
);
const LIST = statement(
  'registration-invitations-list',
  `SELECT ${COLUMNS} FROM registration_invitations ORDER BY created_at, id`,
);
/** The rule of {@link isUsable} once more, so that of many people at once no more get through than may. */
const USE = statement(
  'registration-invitations-use',
  'UPDATE registration_invitations SET uses = uses + 1 WHERE id = $1 AND expires_at > $2 AND uses < max_uses',
);
const DELETE = statement(
  'registration-invitations-delete',
  `DELETE FROM registration_invitations WHERE id = $1 RETURNING ${COLUMNS}`,
);
/** Codes that a restored database brings back may have been withdrawn since. */
export const REMOVE_ALL_INVITATIONS = statement(
  'registration-invitations-remove-all',
  'DELETE FROM registration_invitations',
);
const PURGE = deleteExpired('registration-invitations-purge', 'registration_invitations', 'expires_at');

@Injectable()
export class RegistrationInvitationsRepository {
  constructor(private readonly database: Database) {}

  async insert(invitation: RegistrationInvitation, digest: string, transaction: Transaction): Promise<void> {
    const { id, description, createdBy, createdAt, expiresAt, maxUses, uses } = invitation;
    await transaction.execute(INSERT, [id, digest, description, createdBy, createdAt, expiresAt, maxUses, uses]);
  }

  async find(digest: string): Promise<RegistrationInvitation | undefined> {
    return (await this.database.query<RegistrationInvitation>(FIND, [digest]))[0];
  }

  /** Oldest first. */
  list(): Promise<readonly RegistrationInvitation[]> {
    return this.database.query<RegistrationInvitation>(LIST);
  }

  /** Counts one use. @returns false if the invitation may not be used (any more) */
  async use(id: string, now: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(USE, [id, now])) === 1;
  }

  /** @returns what it was; undefined if there was none */
  async delete(id: string, transaction: Transaction): Promise<RegistrationInvitation | undefined> {
    return (await transaction.query<RegistrationInvitation>(DELETE, [id]))[0];
  }

  /** Deletes at most `limit` invitations that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
