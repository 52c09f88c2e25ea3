import { Inject, Injectable } from '@nestjs/common';
import type { Administrator } from '../../../admin/admin-api.js';
import { AuditService } from '../../../audit/audit.service.js';
import { MailService } from '../../../mail/mail.service.js';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import type { Transaction } from '../../../platform/database/database.js';
import { mailReaderOf } from '../../../users/mail-reader.js';
import type { User } from '../../../users/user.js';
import { USER_REGISTRATION_EVENTS } from '../audit-events.js';
import { REGISTRATION_APPROVED, REGISTRATION_REFUSED } from '../pending/registration-mails.js';

/** Records what was decided, and tells the person by mail. */
@Injectable()
export class ApprovalNotices {
  constructor(
    private readonly audit: AuditService,
    private readonly mail: MailService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  async approved(user: User, by: Administrator, transaction: Transaction): Promise<void> {
    await this.audit.recordChange(USER_REGISTRATION_EVENTS.approved, { user: user.id }, by, transaction);
    const to = mailReaderOf(user);
    const values = { url: `${this.config.issuer}/login` };
    if (to) await this.mail.send({ template: REGISTRATION_APPROVED, to, values }, transaction);
  }

  async refused(user: User, by: Administrator, transaction: Transaction): Promise<void> {
    await this.audit.recordChange(USER_REGISTRATION_EVENTS.refused, { user: user.id }, by, transaction);
    const to = mailReaderOf(user);
    // Not about an account: that is gone, and its mails with it.
    if (to)
      await this.mail.send(
        { template: REGISTRATION_REFUSED, to: { ...to, userId: undefined }, values: {} },
        transaction,
      );
  }
}
