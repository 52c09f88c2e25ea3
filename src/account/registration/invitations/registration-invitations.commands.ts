import { line, wholeNumber } from '../../../admin/terminal/arguments.js';
import type { CommandLine } from '../../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../../../admin/terminal/output.js';
import { CONFIG } from '../../../platform/config/config.js';
import {
  INVITATION_LIFETIMES,
  INVITATION_USES,
  invitationUrl,
  LONGEST_DESCRIPTION,
  presentInvitation,
} from './dto/registration-invitation.dto.js';
import { RegistrationInvitations } from './registration-invitations.service.js';

interface CreateOptions extends OutputOptions {
  readonly description?: string;
  readonly expiresIn?: number;
  readonly maxUses?: number;
}

export function addCommands(cli: CommandLine): void {
  const invitations = cli.group('registration-invitations', 'who may register, if they have a code');
  invitations
    .command('list')
    .description('list all, oldest first')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  invitations
    .command('create')
    .description('invite people to register; the code is shown only this once')
    .option('--description <text>', 'for whom or what it is', line(LONGEST_DESCRIPTION))
    .option('--expires-in <seconds>', 'how long; left out: a week', wholeNumber(INVITATION_LIFETIMES))
    .option('--max-uses <number>', 'how many people; left out: one', wholeNumber(INVITATION_USES))
    .option('--json', 'print JSON')
    .action(cli.action(create));
  invitations
    .command('revoke <id>')
    .description('no one can register with it any more; those who did keep their accounts')
    .option('--yes', 'do not ask')
    .action(cli.action(revoke));
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const invitations = await server.get(RegistrationInvitations).list();
    printRows(
      invitations.map((invitation) => ({ ...presentInvitation(invitation) })),
      options,
      'no invitations to register',
    );
  });
}

async function create(cli: CommandLine, { json, ...terms }: CreateOptions): Promise<void> {
  await cli.withServer(async (server) => {
    const { invitation, code } = await server.get(RegistrationInvitations).create(terms, cli.operator());
    const url = invitationUrl(server.get(CONFIG), code);
    printRecord({ ...presentInvitation(invitation), code, url }, { json });
  });
}

async function revoke(cli: CommandLine, id: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Revoke the invitation to register ${id}?`, options);
  await cli.changing(async (server) => {
    if (await server.get(RegistrationInvitations).delete(id, cli.operator())) return;
    throw new CommandFailed(`there is no invitation to register ${id}`);
  });
}
