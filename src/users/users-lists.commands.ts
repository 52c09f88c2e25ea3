import type { Command } from 'commander';
import type { CommandLine } from '../admin/terminal/command-line.js';
import type { OutputOptions } from '../admin/terminal/output.js';
import { findUser } from './find-user.js';
import { printUser } from './print-user.js';
import { UserAdministration } from './user-administration.service.js';

/** Lists of a user to which items are added one by one. */
const LISTS = [
  { list: 'roles', item: 'role', description: 'which roles a user holds' },
  { list: 'groups', item: 'group', description: 'which groups a user belongs to' },
] as const;

type List = (typeof LISTS)[number]['list'];

export function addListsCommands(cli: CommandLine, users: Command): void {
  for (const { list, item, description } of LISTS) {
    const commands = users.command(list).description(description);
    commands
      .command(`add <username> <${item}...>`)
      .description(`give ${list} to a user`)
      .option('--json', 'print JSON')
      .action(
        cli.action((_, username: string, names: readonly string[], options: OutputOptions) =>
          change(cli, username, list, (held) => [...new Set([...held, ...names])], options),
        ),
      );
    commands
      .command(`remove <username> <${item}...>`)
      .description(`take ${list} from a user`)
      .option('--json', 'print JSON')
      .action(
        cli.action((_, username: string, names: readonly string[], options: OutputOptions) =>
          change(cli, username, list, (held) => held.filter((each) => !names.includes(each)), options),
        ),
      );
  }
}

/** Refused if someone else changes the user meanwhile, so that nothing is lost. */
async function change(
  cli: CommandLine,
  username: string,
  list: List,
  changed: (held: readonly string[]) => readonly string[],
  options: OutputOptions,
): Promise<void> {
  await cli.changing(async (server) => {
    const users = server.get(UserAdministration);
    const { user, version } = await users.get((await findUser(server, username)).id);
    const after = await users.update(user.id, { [list]: changed(user[list] ?? []) }, cli.operator(), [version]);
    await printUser(server, after, options);
  });
}
