import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MailService } from '../../src/mail/mail.service.js';
import { MAIL_TEMPLATES, type MailReader, type MailTemplate } from '../../src/mail/mail-template.js';
import { Database } from '../../src/platform/database/database.js';
import { Declares } from '../../src/platform/declarations.js';
import { message } from '../../src/platform/texts/message.js';

/** A mail with all that a mail can have. */
const GREETING: MailTemplate<{ readonly link: string; readonly code: string }> = {
  name: 'greeting',
  compose: ({ link, code }) => ({
    title: 'login.title',
    paragraphs: [message('login.lead-client', { client: 'Tom <& Jerry>' })],
    code,
    action: { label: 'page.help', address: link },
    facts: [['page.privacy', new Date(Date.UTC(2030, 0, 1, 12))]],
    notes: ['form.outdated'],
  }),
};

/** A room that the server does not know, which sends mails. */
@Declares(MAIL_TEMPLATES.of(GREETING))
@Module({})
export class GreetingsModule {}

/** Sends a greeting, as a room does. */
export async function greet(
  app: NestFastifyApplication,
  to: MailReader = { address: 'reader@example.net', name: 'Reader' },
  { lifetime, ...values }: { readonly code?: string; readonly link?: string; readonly lifetime?: number } = {},
): Promise<void> {
  const link = 'https://login.example/greet?ticket=a-secret-ticket';
  const mail = { template: GREETING, to, values: { link, code: '123 456', ...values }, lifetime };
  await app.get(Database).transaction((transaction) => app.get(MailService).send(mail, transaction));
}
