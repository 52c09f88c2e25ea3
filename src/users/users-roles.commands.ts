import type { Command } from 'commander';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type OutputOptions, printRecord } from '../admin/terminal/output.js';
import { presentUser } from './dto/user.dto.js';
import { findUser } from './find-user.js';
import { UserAdministration } from './user-administration.service.js';

export function addRolesCommands(cli: CommandLine, users: Command): void {
  const roles = users.command('roles').description('which roles a user holds');
  roles
    .command('add <username> <role...>')
    .description('give roles to a user')
    .option('--json', 'print JSON')
    .action(
      cli.action((_, username: string, names: readonly string[], options: OutputOptions) =>
        change(cli, username, (held) => [...new Set([...held, ...names])], options),
      ),
    );
  roles
    .command('remove <username> <role...>')
    .description('take roles from a user')
    .option('--json', 'print JSON')
    .action(
      cli.action((_, username: string, names: readonly string[], options: OutputOptions) =>
        change(cli, username, (held) => held.filter((role) => !names.includes(role)), options),
      ),
    );
}

/** Refused where someone else changes the user meanwhile, so that nothing is lost. */
async function change(
  cli: CommandLine,
  username: string,
  changed: (held: readonly string[]) => readonly string[],
  options: OutputOptions,
): Promise<void> {
  await cli.changing(async (server) => {
    const users = server.get(UserAdministration);
    const { user, version } = await users.get((await findUser(server, username)).id);
    const after = await users.update(user.id, { roles: changed(user.roles) }, cli.operator(), [version]);
    printRecord({ ...presentUser(after) }, options);
  });
}
