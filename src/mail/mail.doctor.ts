import type { INestApplicationContext } from '@nestjs/common';
import { statement } from '../platform/database/database.js';
import type { DoctorCheck, StoredState } from '../platform/doctor/doctor-check.js';
import { type Finding, fail, ok, warn } from '../platform/doctor/finding.js';
import { MailService } from './mail.service.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import { MailTransport } from './written-mail.js';

const FAILED = statement('doctor-mails', `SELECT COUNT(*) AS count FROM mails WHERE state = 'failed'`);

export const checks: readonly DoctorCheck[] = [
  { order: 95, stage: 'server', find: server },
  { order: 96, stage: 'database', find: failed },
];

/** Connects, encrypts and authenticates as for a mail, and sends none. */
async function server(app: INestApplicationContext): Promise<readonly Finding[]> {
  const check = 'mail server';
  const { smtpUrl } = app.get<MailSettings>(MAIL_SETTINGS.token);
  if (smtpUrl === undefined) {
    const what = app.get(MailService).isOffered
      ? 'none; the page /mailbox of a running server shows what would be sent'
      : 'none; what needs mail is not offered until SMTP_URL is set';
    return [ok(check, what)];
  }
  try {
    await app.get(MailTransport).check();
    return [ok(check, 'takes mails; to see one arrive, run: npx gatehouse mail test ADDRESS')];
  } catch (error) {
    return [fail(check, (error as Error).message)];
  }
}

async function failed({ database }: StoredState): Promise<readonly Finding[]> {
  const [row] = await database.query<{ count: number }>(FAILED);
  const count = Number(row?.count);
  return count === 0 ? [] : [warn('mails', `${count} could not be sent; see: npx gatehouse mail list --state failed`)];
}
