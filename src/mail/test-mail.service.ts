import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { message } from '../platform/texts/message.js';
import { Conflict } from '../platform/validation/refusals.js';
import { MAIL_EVENTS } from './audit-events.js';
import { MailService } from './mail.service.js';
import type { MailTemplate } from './mail-template.js';
import { MailWriter } from './mail-writer.js';
import { MailTransport } from './written-mail.js';

/** By which an administrator sees that mails arrive. */
export const TEST_MAIL: MailTemplate<{ readonly issuer: string }> = {
  name: 'mail-test',
  compose: ({ issuer }) => ({
    title: 'mail.test.title',
    paragraphs: [message('mail.test.what', { issuer })],
  }),
};

/** What became of a test mail. */
export interface TestOutcome {
  readonly sent: boolean;
  /** Why it was not. */
  readonly error?: string;
}

/** Sends test mails: at once, so that what is wrong is seen at once. */
@Injectable()
export class TestMails {
  constructor(
    private readonly mails: MailService,
    private readonly writer: MailWriter,
    private readonly transport: MailTransport,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  /** @throws Conflict if mail is not offered */
  async send(address: string, { actor, facts }: AuditContext): Promise<TestOutcome> {
    if (!this.mails.isOffered) throw new Conflict('no mail server is set: SMTP_URL');
    // An administrator is no stranger, but no one is to be mailed again and again by one either.
    const wait = facts ? await this.mails.mayAsk({ reader: address, facts }) : 0;
    if (wait > 0) return { sent: false, error: `too many mails were asked for; try again in ${wait} s` };
    const mail = this.writer.write(randomUUID(), TEST_MAIL.name, {
      to: { address },
      values: { issuer: this.config.issuer },
    });
    const outcome = await this.transport.send(mail).then(
      () => ({ sent: true }),
      (error: Error) => ({ sent: false, error: error.message }),
    );
    await this.audit.record({ type: MAIL_EVENTS.tested, actor, details: { to: address, sent: outcome.sent } }, facts);
    return outcome;
  }
}
