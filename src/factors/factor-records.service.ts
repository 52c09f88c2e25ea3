import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEventType } from '../audit/audit-event-type.js';
import { type AccountNotice, AccountNotices, accountNotice } from '../mail/account-notices.js';
import type { Transaction } from '../platform/database/database.js';
import { mailReaderOf } from '../users/mail-reader.js';
import { UsersService } from '../users/users.service.js';
import { FACTOR_EVENTS } from './audit-events.js';

/** What people are told when their factors change. */
export const FACTOR_NOTICES = {
  added: accountNotice('factor-added', { title: 'factors.mail.added', what: 'factors.mail.added-what' }),
  removed: accountNotice('factor-removed', { title: 'factors.mail.removed', what: 'factors.mail.removed-what' }),
  reset: accountNotice('factor-reset', { title: 'factors.mail.reset', what: 'factors.mail.reset-what' }),
  recoveryCodesRenewed: accountNotice('recovery-codes-renewed', {
    title: 'factors.mail.recovery-codes-renewed',
    what: 'factors.mail.recovery-codes-renewed-what',
  }),
  recoveryCodeUsed: accountNotice('recovery-code-used', {
    title: 'factors.mail.recovery-code-used',
    what: 'factors.mail.recovery-code-used-what',
  }),
} satisfies Partial<Record<keyof typeof FACTOR_EVENTS, AccountNotice>>;

/** Records what happens to the factors of people, and tells them by mail. */
@Injectable()
export class FactorRecords {
  constructor(
    private readonly audit: AuditService,
    private readonly notices: AccountNotices,
    private readonly users: UsersService,
  ) {}

  /** Both happen if and only if the transaction is committed. */
  async note(
    what: keyof typeof FACTOR_NOTICES,
    userId: string,
    details: Readonly<Record<string, unknown>>,
    transaction: Transaction,
    { actor, facts }: AuditContext,
  ): Promise<void> {
    const type: AuditEventType = FACTOR_EVENTS[what];
    await this.audit.record({ type, actor, details: { user: userId, ...details } }, facts, transaction);
    const user = await this.users.findIn(userId, transaction);
    // Where an administrator was is no business of the person.
    const from = actor === userId ? facts : undefined;
    await this.notices.tell(FACTOR_NOTICES[what], user && mailReaderOf(user), from, transaction);
  }
}
