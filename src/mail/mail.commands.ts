import { InvalidArgumentError, Option } from 'commander';
import { firstOf } from '../admin/cursor.js';
import { count } from '../admin/terminal/arguments.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { presentMail } from './dto/mail.dto.js';
import type { MailState } from './mail.entity.js';
import { isMailAddress } from './mail-address.js';
import { MailAdministration } from './mail-administration.service.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import { TestMails } from './test-mail.service.js';

const PAGE = 100;

interface ListOptions extends OutputOptions {
  readonly state?: MailState;
  readonly limit: number;
}

export function addCommands(cli: CommandLine): void {
  const mail = cli.group('mail', 'mails that have not left, and whether they can');
  mail
    .command('list')
    .description('list mails that have not left, newest first')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'failed']))
    .option('--limit <number>', 'how many at most', count, PAGE)
    .option('--json', 'print JSON')
    .action(cli.action(list));
  mail
    .command('retry <id>')
    .description('try a mail again now; a running server sends it')
    .option('--json', 'print JSON')
    .action(cli.action(retry));
  mail
    .command('test')
    .argument('<address>', 'who gets it', address)
    .description('send a test mail, and say what is wrong if that fails')
    .option('--json', 'print JSON')
    .action(cli.action(test));
}

function address(text: string): string {
  if (!isMailAddress(text)) throw new InvalidArgumentError('must be an email address.');
  return text;
}

async function list(cli: CommandLine, { state, limit, ...options }: ListOptions): Promise<void> {
  await cli.reading(async (server) => {
    const mails = server.get(MailAdministration);
    const { items } = await firstOf(limit, (most, cursor) =>
      mails.list({ state, limit: Math.min(PAGE, most), cursor }),
    );
    printRows(
      items.map((each) => ({ ...presentMail(each) })),
      options,
      'no mail waits',
    );
  });
}

async function retry(cli: CommandLine, id: string, options: OutputOptions): Promise<void> {
  await cli.changing(async (server) => {
    printRecord({ ...presentMail(await server.get(MailAdministration).retry(id, cli.operator())) }, options);
  });
}

async function test(cli: CommandLine, to: string, options: OutputOptions): Promise<void> {
  await cli.changing(async (server) => {
    if (server.get<MailSettings>(MAIL_SETTINGS.token).smtpUrl === undefined)
      throw new CommandFailed('no mail server is set: SMTP_URL');
    const outcome = await server.get(TestMails).send(to, cli.operator());
    if (!outcome.sent) throw new CommandFailed(`the mail was not sent: ${outcome.error}`);
    printRecord({ ...outcome, to }, options);
  });
}
