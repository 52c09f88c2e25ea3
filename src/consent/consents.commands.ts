import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { type OutputOptions, printRows } from '../admin/terminal/output.js';
import { clientNames } from '../clients/client-names.js';
import { findUser } from '../users/find-user.js';
import { presentConsent } from './dto/consent.dto.js';
import { UserConsentsService } from './user-consents.service.js';

export function addCommands(cli: CommandLine): void {
  const consents = cli.group('consents', 'what users have allowed clients');
  consents
    .command('list <username>')
    .description('list those of a user, the newest first')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  consents
    .command('withdraw <username> <client-id>')
    .description('take back all that a user has allowed a client, with every token that the client holds')
    .option('--yes', 'do not ask')
    .action(cli.action(withdraw));
}

async function list(cli: CommandLine, username: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const { id } = await findUser(server, username);
    const shown = (await server.get(UserConsentsService).list(id)).map((consent) => ({ ...presentConsent(consent) }));
    if (options.json) return printRows(shown, options);
    const clients = await clientNames(
      server,
      shown.map((consent) => consent.client_id),
    );
    const rows = shown.map((consent) => ({ client: clients.get(consent.client_id) ?? null, ...consent }));
    printRows(rows, options, `${username} has allowed nothing`);
  });
}

async function withdraw(cli: CommandLine, username: string, clientId: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Take back all that ${username} has allowed ${clientId}?`, options);
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    await server.get(UserConsentsService).withdraw(id, clientId, cli.operator());
  });
}
