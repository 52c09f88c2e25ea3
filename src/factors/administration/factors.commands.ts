import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { type OutputOptions, printRows } from '../../admin/terminal/output.js';
import { findUser } from '../../users/find-user.js';
import { presentFactor } from './dto/factor.dto.js';
import { UserFactors } from './user-factors.service.js';

export function addCommands(cli: CommandLine): void {
  const factors = cli
    .group('users')
    .command('factors')
    .description('what users prove who they are by, beside the password');
  factors
    .command('list <username>')
    .description('list those of a user, the oldest first')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  factors
    .command('reset <username> [factor-id]')
    .description('remove all factors of a user who has lost them, or one; the user is told by mail')
    .option('--yes', 'do not ask')
    .action(cli.action(reset));
}

async function list(cli: CommandLine, username: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const { id } = await findUser(server, username);
    const rows = (await server.get(UserFactors).list(id)).map((factor) => ({ ...presentFactor(factor) }));
    printRows(rows, options, `${username} has set up nothing`);
  });
}

async function reset(
  cli: CommandLine,
  username: string,
  factorId: string | undefined,
  options: ConfirmOptions,
): Promise<void> {
  const question = factorId === undefined ? `Remove all factors of ${username}?` : `Remove this factor of ${username}?`;
  await confirm(question, options);
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    const factors = server.get(UserFactors);
    await (factorId === undefined ? factors.reset(id, cli.operator()) : factors.remove(id, factorId, cli.operator()));
  });
}
