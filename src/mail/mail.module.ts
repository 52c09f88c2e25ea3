import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { AccountNotices } from './account-notices.js';
import { MAIL_EVENTS } from './audit-events.js';
import { MailDto } from './dto/mail.dto.js';
import { MailController } from './mail.controller.js';
import { MailEntity } from './mail.entity.js';
import { MailService } from './mail.service.js';
import { MailAdministration } from './mail-administration.service.js';
import { MailDispatch } from './mail-dispatch.js';
import { MAILS, MailOutcomes } from './mail-outcomes.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import { MailStore } from './mail-store.js';
import { MAIL_TEMPLATES } from './mail-template.js';
import { MailWriter } from './mail-writer.js';
import { MailboxController } from './mailbox.controller.js';
import { Mailbox } from './mailbox.js';
import { MailsRepository, REMOVE_WAITING_MAILS } from './mails.repository.js';
import { NoticeLimits } from './notice-limits.service.js';
import { PersonalMails } from './personal-mails.service.js';
import { SmtpToken } from './smtp/smtp-token.js';
import { SmtpTransport } from './smtp/smtp-transport.js';
import { TEST_MAIL, TestMails } from './test-mail.service.js';
import { ToldNoticeEntity } from './told-notice.entity.js';
import { ToldNoticesRepository } from './told-notices.repository.js';
import { MailTransport } from './written-mail.js';

/** Mails to people: kept until they have left, written by templates of the rooms, handed to the operator's mail server. */
@Global()
@Declares(
  ENTITIES.of(MailEntity, ToldNoticeEntity),
  PURGE_RULES.of(
    purgeRule('mails', MailsRepository, 'expires_at'),
    purgeRule('told_notices', ToldNoticesRepository, 'expires_at'),
  ),
  SETTINGS.of(MAIL_SETTINGS),
  METRICS.of(MAILS),
  AUDIT_EVENTS.of(...Object.values(MAIL_EVENTS)),
  ADMIN_SCOPES.of(
    { name: 'mail:read', description: 'See which mails have not left, and to whom they go', position: 21 },
    { name: 'mail:write', description: 'Try mails again, and send test mails', position: 22 },
  ),
  PERSONAL_DATA.of({
    section: 'mails',
    description: 'Mails to the user that have not left',
    scope: 'mail:read',
    item: MailDto,
    provider: PersonalMails,
  }),
  ENDED_AFTER_RESTORE.of({ statement: REMOVE_WAITING_MAILS }),
  MAIL_TEMPLATES.of(TEST_MAIL),
  COMMANDS.of(() => import('./mail.commands.js')),
  DOCTOR_CHECKS.of(() => import('./mail.doctor.js')),
)
@Module({
  controllers: [MailController, MailboxController],
  providers: [
    MailAdministration,
    TestMails,
    PersonalMails,
    AccountNotices,
    NoticeLimits,
    ToldNoticesRepository,
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
      inject: [MAIL_SETTINGS.token, CONFIG, SmtpTransport, Mailbox],
      useFactory: (
        { smtpUrl }: MailSettings,
        { production }: Config,
        smtp: SmtpTransport,
        mailbox: Mailbox,
      ): MailTransport => (smtpUrl === undefined && !production ? mailbox : smtp),
    },
  ],
  exports: [MailService, AccountNotices, NoticeLimits],
})
export class MailModule {}
