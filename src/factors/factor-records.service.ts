import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEventType } from '../audit/audit-event-type.js';
import { type AccountNotice, AccountNotices, accountNotice } from '../mail/account-notices.js';
import type { Transaction } from '../platform/database/database.js';
import { mailReaderOf } from '../users/mail-reader.js';
import { UsersService } from '../users/users.service.js';
import { FACTOR_EVENTS } from './audit-events.js';
import { type FactorName, nameOfFactor } from './factor-name.js';

/** A notice that says which factor it is about. */
function factorNotice(...[name, says]: Parameters<typeof accountNotice>): AccountNotice {
  const notice = accountNotice(name, says);
  return {
    name,
    compose: (values) => {
      const { facts = [], ...content } = notice.compose(values);
      // What waited since an older version says none.
      const { kind, label } = values as Partial<FactorName>;
      if (kind === undefined || label === undefined) return { ...content, facts };
      return { ...content, facts: [['factors.mail.which', nameOfFactor({ kind, label })], ...facts] };
    },
  };
}

/** What people are told when their factors change. */
export const FACTOR_NOTICES = {
  added: factorNotice('factor-added', { title: 'factors.mail.added', what: 'factors.mail.added-what' }),
  removed: factorNotice('factor-removed', { title: 'factors.mail.removed', what: 'factors.mail.removed-what' }),
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

/** Who changes a factor. */
export interface FactorCause extends AuditContext {
  /** What the audit log says of who did it, if no one did it in a request. */
  readonly by?: string;
  /** Whether the person is told by mail; left out: yes. */
  readonly isTold?: boolean;
}

/** Records what happens to the factors of people, and tells them by mail. */
@Injectable()
export class FactorRecords {
  constructor(
    private readonly audit: AuditService,
    private readonly notices: AccountNotices,
    private readonly users: UsersService,
  ) {}

  /**
   * Both happen, the second if the person is to be told, if and only if the transaction is committed.
   * @param which factor: what its kind is called, and what the person calls it
   */
  async note(
    what: keyof typeof FACTOR_NOTICES,
    userId: string,
    details: Readonly<Record<string, unknown>>,
    transaction: Transaction,
    { actor, facts, by, isTold = true }: FactorCause,
    which?: FactorName,
  ): Promise<void> {
    const type: AuditEventType = FACTOR_EVENTS[what];
    const said = { user: userId, ...(by !== undefined && { by }), ...details };
    await this.audit.record({ type, actor, details: said }, facts, transaction);
    if (!isTold) return;
    const user = await this.users.findIn(userId, transaction);
    // Where an administrator was is no business of the person.
    const from = actor === userId ? facts : undefined;
    await this.notices.tell(FACTOR_NOTICES[what], user && mailReaderOf(user), from, transaction, { ...which });
  }
}
