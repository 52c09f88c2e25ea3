import { InvalidArgumentError } from 'commander';
import { firstOf } from '../admin/cursor.js';
import { count } from '../admin/terminal/arguments.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { readSecret } from '../admin/terminal/read-secret.js';
import { presentInvitation } from './dto/invitation.dto.js';
import { presentUser } from './dto/user.dto.js';
import { findUser } from './find-user.js';
import { LastSignInsService } from './last-sign-ins.service.js';
import { printUser } from './print-user.js';
import { UserAdministration } from './user-administration.service.js';
import { addProfileOptions, membersOf, type ProfileOptions, withoutMembers } from './user-options.js';
import { addListsCommands } from './users-lists.commands.js';

interface ListOptions extends OutputOptions {
  readonly search?: string;
  readonly email?: string;
  readonly role?: string;
  readonly group?: string;
  readonly disabled?: boolean;
  readonly limit?: number;
}

interface CreateOptions extends ProfileOptions, OutputOptions {
  readonly role: readonly string[];
  readonly password: boolean;
  readonly requirePasswordChange?: boolean;
}

interface UpdateOptions extends ProfileOptions, OutputOptions {
  readonly username?: string;
  readonly unset: readonly string[];
}

export function addCommands(cli: CommandLine): void {
  const users = cli.group('users', 'people who can sign in');
  users
    .command('list')
    .description('list them, by their usernames')
    .option('--search <text>', 'with this text in username, email address or name')
    .option('--email <address>', 'with this email address')
    .option('--role <role>', 'who hold this role')
    .option('--group <group>', 'who belong to this group')
    .option('--disabled', 'who are disabled')
    .option('--no-disabled', 'who are not disabled')
    .option('--limit <number>', 'how many at most; left out: all', count)
    .option('--json', 'print JSON')
    .action(cli.action(list));
  users.command('show <username>').description('show one').option('--json', 'print JSON').action(cli.action(show));
  addProfileOptions(users.command('create <username>'))
    .description('create one; the password is asked for, or read from the standard input')
    .option('--role <role...>', 'roles that the user holds', [])
    .option('--no-password', 'the user cannot sign in by password')
    .option('--require-password-change', 'the user has to choose another password at the first sign-in')
    .action(cli.action(create));
  addProfileOptions(users.command('update <username>'))
    .description('change what is known of one')
    .option('--no-email-verified', 'the address is not known to belong to the user')
    .option('--username <username>', 'another username')
    .option('--unset <name...>', 'claims that are taken away, and attributes, such as attributes.department', [])
    .action(cli.action(update));
  users
    .command('disable <username>')
    .description('forbid to sign in and to refresh tokens')
    .action(cli.action(disable));
  users.command('enable <username>').description('allow it again').action(cli.action(enable));
  users
    .command('withdraw-deletion <username>')
    .description('keep the account of one who has deleted it')
    .action(cli.action(withdrawDeletion));
  users
    .command('set-password <username>')
    .description('change the password; the new one is asked for, or read from the standard input')
    .option('--require-password-change', 'the user has to choose another one at the next sign-in')
    .action(cli.action(setPassword));
  users
    .command('invite <username>')
    .description('print a link by which the user chooses a password, within a week; a newer one voids the older')
    .option('--mail', 'mail it to the address of the account too')
    .option('--json', 'print JSON')
    .action(cli.action(invite));
  users
    .command('delete <username>')
    .description('remove one for ever, with sessions, tokens and consents')
    .option('--yes', 'do not ask')
    .action(cli.action(remove));
  addListsCommands(cli, users);
}

async function list(
  cli: CommandLine,
  { search, email, role, group, disabled, limit: most, ...options }: ListOptions,
): Promise<void> {
  const order = { by: 'username', descending: false } as const;
  await cli.reading(async (server) => {
    const users = server.get(UserAdministration);
    const filter = { text: search, email, role, group, disabled };
    const found = await firstOf(most, (limit, cursor) => users.list({ filter, order, limit, cursor }));
    const lastSignIns = await server.get(LastSignInsService).of(found.items);
    const rows = found.items.map((user) => {
      const { id, username, email = null, roles, disabled, last_sign_in_at } = presentUser(user, lastSignIns);
      const shown = { username, email, roles, disabled };
      return options.json
        ? { id, ...shown, last_sign_in_at }
        : { ...shown, last_sign_in: last_sign_in_at && toTheMinute(last_sign_in_at) };
    });
    printRows(rows, options, 'no users');
    if (found.next !== undefined) console.error(`there are more than ${most}`);
  });
}

/** For people: a shorter time, and no identifiers, so that a row fits a terminal of 80 columns. */
function toTheMinute(time: string): string {
  return time.replace(/:\d\d(\.\d+)?Z$/, 'Z');
}

async function show(cli: CommandLine, username: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const { id } = await findUser(server, username);
    await printUser(server, await server.get(UserAdministration).get(id), options);
  });
}

async function create(cli: CommandLine, username: string, options: CreateOptions): Promise<void> {
  const password = options.password ? await readSecret('password') : undefined;
  await cli.withServer(async (server) => {
    const user = await server.get(UserAdministration).create(
      {
        ...membersOf(options),
        username,
        roles: options.role,
        ...(password === undefined ? {} : { password }),
        ...(options.requirePasswordChange ? { password_change_required: true } : {}),
      },
      cli.operator(),
    );
    await printUser(server, user, options);
  });
}

async function update(cli: CommandLine, username: string, options: UpdateOptions): Promise<void> {
  const [taken, given] = [withoutMembers(options.unset), membersOf(options)];
  const patch = {
    ...taken,
    ...given,
    ...(taken.attributes && given.attributes ? { attributes: { ...taken.attributes, ...given.attributes } } : {}),
    ...(options.username === undefined ? {} : { username: options.username }),
  };
  if (Object.keys(patch).length === 0) throw new InvalidArgumentError('say what to change: see --help');
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    await printUser(server, await server.get(UserAdministration).update(id, patch, cli.operator()), options);
  });
}

async function disable(cli: CommandLine, username: string): Promise<void> {
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    await server.get(UserAdministration).disable(id, cli.operator());
  });
}

async function enable(cli: CommandLine, username: string): Promise<void> {
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    await server.get(UserAdministration).enable(id, cli.operator());
  });
}

async function withdrawDeletion(cli: CommandLine, username: string): Promise<void> {
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    await server.get(UserAdministration).withdrawDeletion(id, cli.operator());
  });
}

async function setPassword(
  cli: CommandLine,
  username: string,
  options: Pick<CreateOptions, 'requirePasswordChange'>,
): Promise<void> {
  const password = await readSecret('password');
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    const change = { password, required: options.requirePasswordChange };
    await server.get(UserAdministration).resetPassword(id, change, cli.operator());
  });
}

/** As commander reads them. */
interface InviteOptions extends OutputOptions {
  readonly mail?: boolean;
}

async function invite(cli: CommandLine, username: string, { mail = false, ...options }: InviteOptions): Promise<void> {
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    const link = await server.get(UserAdministration).invite(id, cli.operator(), { isMailed: mail });
    printRecord({ ...presentInvitation(link) }, options);
  });
}

async function remove(cli: CommandLine, username: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Remove the user ${username} for ever?`, options);
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    await server.get(UserAdministration).delete(id, cli.operator());
  });
}
