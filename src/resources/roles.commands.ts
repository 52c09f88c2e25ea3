import { Option } from 'commander';
import { everyPage } from '../admin/cursor.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { SECOND_FACTOR_POLICIES, type SecondFactorPolicy } from '../oauth/second-factor-policy.js';
import { presentRole } from './dto/role.dto.js';
import type { Role } from './role.js';
import { HoldersUnconfirmed, type RoleHolders } from './role-holders.js';
import { RolesService } from './roles.service.js';

interface RoleOptions extends OutputOptions, ConfirmOptions {
  readonly description?: string;
  readonly scope?: readonly string[];
  readonly secondFactor?: SecondFactorPolicy | 'unset';
}

export function addCommands(cli: CommandLine): void {
  const roles = cli.group('roles', 'roles, which decide who gets which scopes');
  roles.command('list').description('list all').option('--json', 'print JSON').action(cli.action(list));
  roles.command('show <name>').description('show one').option('--json', 'print JSON').action(cli.action(show));
  roles
    .command('create <name>')
    .description('create one')
    .requiredOption('--description <text>', 'what it is for')
    .option('--scope <scope...>', 'scopes of the admin API that its holders may get')
    .addOption(secondFactorOption())
    .option('--yes', 'do not ask if users hold it already')
    .option('--json', 'print JSON')
    .action(cli.action(create));
  roles
    .command('update <name>')
    .description('change one')
    .option('--description <text>', 'what it is for')
    .option('--scope <scope...>', 'scopes of the admin API that its holders may get, instead of the present ones')
    .option('--no-scope', 'none of them')
    .addOption(secondFactorOption())
    .option('--yes', 'do not ask if users hold it already')
    .option('--json', 'print JSON')
    .action(cli.action(update));
  roles
    .command('delete <name>')
    .description('remove one that no one holds and no scope requires')
    .option('--yes', 'do not ask')
    .action(cli.action(remove));
}

function secondFactorOption(): Option {
  return new Option(
    '--second-factor <policy>',
    'whether its holders need a second factor; unset: it says nothing',
  ).choices([...SECOND_FACTOR_POLICIES, 'unset']);
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const all = await everyPage((limit, cursor) => server.get(RolesService).list(limit, cursor));
    printRows(
      all.map((role) => ({ ...presentRole(role) })),
      options,
      'no roles',
    );
  });
}

async function show(cli: CommandLine, name: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => print(await server.get(RolesService).get(name), options));
}

async function create(
  cli: CommandLine,
  name: string,
  { description = '', scope = [], secondFactor, ...options }: RoleOptions,
): Promise<void> {
  await cli.withServer(async (server) => {
    const said = secondFactor === undefined || secondFactor === 'unset' ? {} : { secondFactor };
    const role = { name, description, scopes: scope, ...said };
    const create = (confirmed?: string) => server.get(RolesService).create(role, cli.operator(), confirmed);
    print(await confirmHolders(name, create, options), options);
  });
}

async function update(
  cli: CommandLine,
  name: string,
  {
    description,
    scope,
    secondFactor,
    ...options
  }: Omit<RoleOptions, 'scope'> & { readonly scope?: readonly string[] | false },
): Promise<void> {
  const change = {
    ...(description === undefined ? {} : { description }),
    ...(scope === undefined ? {} : { scopes: scope || [] }),
    ...(secondFactor === undefined ? {} : { secondFactor: secondFactor === 'unset' ? null : secondFactor }),
  };
  await cli.changing(async (server) => {
    const update = (confirmed?: string) => server.get(RolesService).update(name, change, cli.operator(), { confirmed });
    print(await confirmHolders(name, update, options), options);
  });
}

/** Stores a role; if users hold it already and would get more, shows them and asks first, each time that they are others. */
async function confirmHolders(
  name: string,
  store: (confirmed?: string) => Promise<Role>,
  options: ConfirmOptions,
): Promise<Role> {
  for (let confirmed: string | undefined; ; ) {
    try {
      return await store(confirmed);
    } catch (error) {
      if (!(error instanceof HoldersUnconfirmed)) throw error;
      showHolders(name, error.holders);
      await confirm(`Give more scopes to all who hold the role ${name}?`, options);
      confirmed = error.holders.digest;
    }
  }
}

function showHolders(name: string, { count, first }: RoleHolders): void {
  console.error(`users who hold the role ${name} already: ${count}`);
  for (const { id, username } of first) console.error(`${id}  ${username}`);
  if (first.length < count) console.error(`list all: gatehouse users list --role ${name}`);
}

async function remove(cli: CommandLine, name: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Remove the role ${name}?`, options);
  await cli.changing((server) => server.get(RolesService).delete(name, cli.operator()));
}

function print(role: Role, options: OutputOptions): void {
  printRecord({ ...presentRole(role) }, options);
}
