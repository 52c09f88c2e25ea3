import type { Command } from 'commander';
import { presentConsent } from '../consent/dto/consent.dto.js';
import { UserConsentsService } from '../consent/user-consents.service.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { findUser } from './find-user.js';
import { operator } from './operator.js';
import { type OutputOptions, printRows } from './output.js';
import { withServer } from './server-context.js';

export function addConsentsCommands(program: Command): void {
  const consents = program.command('consents').description('what users have allowed clients');
  consents
    .command('list <username>')
    .description('list those of a user, the newest first')
    .option('--json', 'print JSON')
    .action(list);
  consents
    .command('withdraw <username> <client-id>')
    .description('take back all that a user has allowed a client, with every token that the client holds')
    .option('--yes', 'do not ask')
    .action(withdraw);
}

async function list(username: string, options: OutputOptions): Promise<void> {
  await withServer(async (server) => {
    const { id } = await findUser(server, username);
    const rows = (await server.get(UserConsentsService).list(id)).map((consent) => ({ ...presentConsent(consent) }));
    printRows(rows, options);
  });
}

async function withdraw(username: string, clientId: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Take back all that ${username} has allowed ${clientId}?`, options);
  await withServer(async (server) => {
    const { id } = await findUser(server, username);
    await server.get(UserConsentsService).withdraw(id, clientId, operator());
  });
}
