import type { Command } from 'commander';
import { presentUser } from '../users/dto/user.dto.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { findUser } from './find-user.js';
import { operator } from './operator.js';
import { type OutputOptions, printRecord } from './output.js';
import { withServer } from './server-context.js';

export function addUsersRolesCommands(users: Command): void {
  const roles = users.command('roles').description('which roles a user holds');
  roles
    .command('add <username> <role...>')
    .description('give roles to a user')
    .option('--json', 'print JSON')
    .action((username: string, names: readonly string[], options: OutputOptions) =>
      change(username, (held) => [...new Set([...held, ...names])], options),
    );
  roles
    .command('remove <username> <role...>')
    .description('take roles from a user')
    .option('--json', 'print JSON')
    .action((username: string, names: readonly string[], options: OutputOptions) =>
      change(username, (held) => held.filter((role) => !names.includes(role)), options),
    );
}

/** Refused where somebody else changes the user meanwhile, so that nothing is lost. */
async function change(
  username: string,
  changed: (held: readonly string[]) => readonly string[],
  options: OutputOptions,
): Promise<void> {
  await withServer(async (server) => {
    const users = server.get(UserAdministration);
    const { user, version } = await users.get((await findUser(server, username)).id);
    const after = await users.update(user.id, { roles: changed(user.roles) }, operator(), [version]);
    printRecord({ ...presentUser(after) }, options);
  });
}
