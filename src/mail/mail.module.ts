import { Global, Module } from '@nestjs/common';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { MAIL_EVENTS } from './audit-events.js';
import { MailEntity } from './mail.entity.js';
import { MailService } from './mail.service.js';
import { MailDispatch } from './mail-dispatch.js';
import { MailOutcomes } from './mail-outcomes.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import { MailStore } from './mail-store.js';
import { MailWriter } from './mail-writer.js';
import { Mailbox } from './mailbox.js';
import { MailsRepository } from './mails.repository.js';
import { SmtpToken } from './smtp/smtp-token.js';
import { SmtpTransport } from './smtp/smtp-transport.js';
import { MailTransport } from './written-mail.js';

/** Mails to people: kept until they have left, written by templates of the rooms, handed to the operator's mail server. */
@Global()
@Declares(
  ENTITIES.of(MailEntity),
  PURGE_RULES.of(purgeRule('mails', MailsRepository, (mails, now, limit) => mails.purge(now, limit), 'expires_at')),
  SETTINGS.of(MAIL_SETTINGS),
  AUDIT_EVENTS.of(...Object.values(MAIL_EVENTS)),
)
@Module({
  providers: [
    MailsRepository,
    MailStore,
    MailWriter,
    MailOutcomes,
    MailDispatch,
    MailService,
    Mailbox,
    SmtpToken,
    SmtpTransport,
    {
      provide: MailTransport,
      inject: [MAIL_SETTINGS.token, SmtpTransport, Mailbox],
      useFactory: ({ smtpUrl }: MailSettings, smtp: SmtpTransport, mailbox: Mailbox): MailTransport =>
        smtpUrl === undefined ? mailbox : smtp,
    },
  ],
  exports: [MailService],
})
export class MailModule {}
