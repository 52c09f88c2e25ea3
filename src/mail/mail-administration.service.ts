import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { type Page, pageOf, parseCursor } from '../admin/cursor.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { CannotOpen } from '../platform/crypto/secrets.js';
import { Database } from '../platform/database/database.js';
import { Conflict, NotFound } from '../platform/validation/refusals.js';
import { MAIL_EVENTS } from './audit-events.js';
import type { MailState } from './mail.entity.js';
import { MailService } from './mail.service.js';
import { MailStore } from './mail-store.js';
import { type MailPosition, MailsRepository, type StoredMail } from './mails.repository.js';

/** A mail that has not left, as administrators see it: who reads it, and never what it says. */
export type KnownMail = Omit<StoredMail, 'sealed' | 'round'> & {
  /** Undefined if `ENCRYPTION_SECRET` does not open it. */
  readonly to: string | undefined;
};

export interface MailsQuery {
  readonly state?: MailState | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What administrators see and do of mails that have not left. */
@Injectable()
export class MailAdministration {
  constructor(
    private readonly repository: MailsRepository,
    private readonly store: MailStore,
    private readonly mails: MailService,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @throws Violations if the cursor is none of this list */
  async list({ state, limit, cursor }: MailsQuery): Promise<Page<KnownMail>> {
    const after = cursor === undefined ? undefined : parseCursor<MailPosition>(cursor, [0, '']);
    const found = await this.repository.list(limit + 1, state, after);
    const { items, next } = pageOf(found, limit, ({ createdAt, id }) => [createdAt, id]);
    return { items: items.map((mail) => this.known(mail)), next };
  }

  /** Those to or about one user, oldest first. */
  async ofUser(userId: string): Promise<readonly KnownMail[]> {
    return (await this.repository.ofUser(userId)).map((mail) => this.known(mail));
  }

  /** @throws NotFound */
  async get(id: string): Promise<KnownMail> {
    return this.known(await this.stored(id));
  }

  /**
   * Begins new attempts, at once.
   * @throws NotFound, Conflict if the mail is of no use any more, or someone else has just done the same
   */
  async retry(id: string, { actor, facts }: AuditContext): Promise<KnownMail> {
    const mail = await this.stored(id);
    const { round, template, userId, validUntil } = mail;
    if (validUntil <= this.clock.now()) throw new Conflict('it is of no use any more: what it says is no longer valid');
    await this.database.transaction(async (transaction) => {
      if (!(await this.repository.retry({ id, round }, transaction)))
        throw new Conflict('it has left, or is being tried again already');
      await this.mails.deliver({ id, round: round + 1 }, transaction);
      const about = userId === null ? {} : { user: userId };
      const details = { mail: id, template, ...about, after: { state: 'waiting' } };
      await this.audit.record({ type: MAIL_EVENTS.retried, actor, details }, facts, transaction);
    });
    // It may have left by now.
    return this.known({ ...mail, state: 'waiting' });
  }

  private async stored(id: string): Promise<StoredMail> {
    const found = /^[0-9a-f-]{36}$/.test(id) ? await this.repository.find(id) : undefined;
    if (!found) throw new NotFound(`there is no mail ${id} that has not left`);
    return found;
  }

  private known(mail: StoredMail): KnownMail {
    const { sealed, round, ...rest } = mail;
    return { ...rest, to: this.readerOf(mail) };
  }

  private readerOf(mail: StoredMail): string | undefined {
    try {
      return this.store.contentsOf(mail).to.address;
    } catch (error) {
      if (error instanceof CannotOpen) return undefined;
      throw error;
    }
  }
}
