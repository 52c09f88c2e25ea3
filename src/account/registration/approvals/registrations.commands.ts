import type { CommandLine } from '../../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../../admin/terminal/confirm.js';
import { type OutputOptions, printRows } from '../../../admin/terminal/output.js';
import { presentRegistration } from './dto/registration.dto.js';
import { RegistrationApprovals } from './registration-approvals.service.js';

export function addCommands(cli: CommandLine): void {
  const registrations = cli.group('registrations', 'accounts that people made and that have to be approved');
  registrations
    .command('list')
    .description('list those that wait, oldest first')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  registrations
    .command('approve <id>')
    .description('let the person sign in; a mail says so')
    .action(cli.action(approve));
  registrations
    .command('refuse <id>')
    .description('delete the account; a mail says so')
    .option('--yes', 'do not ask')
    .action(cli.action(refuse));
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const waiting = await server.get(RegistrationApprovals).list();
    printRows(
      waiting.map((each) => ({ ...presentRegistration(each) })),
      options,
      'no registration waits',
    );
  });
}

async function approve(cli: CommandLine, id: string): Promise<void> {
  await cli.changing((server) => server.get(RegistrationApprovals).approve(id, cli.operator()));
}

async function refuse(cli: CommandLine, id: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Refuse the registration ${id} and delete its account?`, options);
  await cli.changing((server) => server.get(RegistrationApprovals).refuse(id, cli.operator()));
}
