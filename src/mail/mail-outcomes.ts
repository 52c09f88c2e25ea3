import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { counter } from '../platform/telemetry/metric.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { MAIL_EVENTS } from './audit-events.js';
import { type MailRound, MailsRepository, type StoredMail } from './mails.repository.js';

/** Characters that are kept of an error, which a mail server may make long. */
const LONGEST_ERROR = 512;

export const MAILS = counter({
  name: 'mails_total',
  help: 'Attempts to send a mail, by outcome',
  labels: { template: 'what rooms send', outcome: '`sent`, `failed` (tried again), `given_up`' },
  most: 150,
});

/** Notes what became of mails: for administrators, for operators, and in the audit log if one is lost. */
@Injectable()
export class MailOutcomes {
  private readonly mails: Counter<'template' | 'outcome'>;

  constructor(
    private readonly repository: MailsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.mails = metrics.counter(MAILS);
  }

  async sent({ id, template }: StoredMail): Promise<void> {
    await this.repository.remove(id);
    this.mails.inc({ template, outcome: 'sent' });
  }

  async failed(round: MailRound, template: string, { message }: Error): Promise<void> {
    await this.repository.noteAttempt(round, message.slice(0, LONGEST_ERROR), this.clock.now());
    this.mails.inc({ template, outcome: 'failed' });
  }

  /** No further attempt follows by itself. */
  async givenUp(round: MailRound, { message }: Error): Promise<void> {
    const mail = await this.repository.find(round.id);
    if (!mail) return;
    const reason = message.slice(0, LONGEST_ERROR);
    const isNews = await this.database.transaction(async (transaction) => {
      const changed = await this.repository.giveUp(round, reason, transaction);
      const { template, userId } = mail;
      const details = { mail: round.id, template, ...(userId === null ? {} : { user: userId }) };
      if (changed) await this.audit.record({ type: MAIL_EVENTS.failed, details }, undefined, transaction);
      return changed;
    });
    if (isNews) this.mails.inc({ template: mail.template, outcome: 'given_up' });
  }
}
