import type { Command } from 'commander';
import { everyPage } from '../admin/cursor.js';
import { presentRole } from '../resources/dto/role.dto.js';
import type { Role } from '../resources/role.js';
import { HoldersUnconfirmed, type RoleHolders } from '../resources/role-holders.js';
import { RolesService } from '../resources/roles.service.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { operator } from './operator.js';
import { type OutputOptions, printRecord, printRows } from './output.js';
import { withServer } from './server-context.js';

interface RoleOptions extends OutputOptions, ConfirmOptions {
  readonly description?: string;
  readonly scope?: readonly string[];
}

export function addRolesCommands(program: Command): void {
  const roles = program.command('roles').description('roles, which decide who gets which scopes');
  roles.command('list').description('list all').option('--json', 'print JSON').action(list);
  roles.command('show <name>').description('show one').option('--json', 'print JSON').action(show);
  roles
    .command('create <name>')
    .description('create one')
    .requiredOption('--description <text>', 'what it is for')
    .option('--scope <scope...>', 'scopes of the admin API that its holders may get')
    .option('--yes', 'do not ask if users hold it already')
    .option('--json', 'print JSON')
    .action(create);
  roles
    .command('update <name>')
    .description('change one')
    .option('--description <text>', 'what it is for')
    .option('--scope <scope...>', 'scopes of the admin API that its holders may get, instead of the present ones')
    .option('--no-scope', 'none of them')
    .option('--yes', 'do not ask if users hold it already')
    .option('--json', 'print JSON')
    .action(update);
  roles
    .command('delete <name>')
    .description('remove one that nobody holds and no scope requires')
    .option('--yes', 'do not ask')
    .action(remove);
}

async function list(options: OutputOptions): Promise<void> {
  await withServer(async (server) => {
    const all = await everyPage((limit, cursor) => server.get(RolesService).list(limit, cursor));
    printRows(
      all.map((role) => ({ ...presentRole(role) })),
      options,
    );
  });
}

async function show(name: string, options: OutputOptions): Promise<void> {
  await withServer(async (server) => print(await server.get(RolesService).get(name), options));
}

async function create(name: string, { description = '', scope = [], ...options }: RoleOptions): Promise<void> {
  await withServer(async (server) => {
    const role = { name, description, scopes: scope };
    const create = (confirmed?: string) => server.get(RolesService).create(role, operator(), confirmed);
    print(await confirmHolders(name, create, options), options);
  });
}

async function update(
  name: string,
  { description, scope, ...options }: Omit<RoleOptions, 'scope'> & { readonly scope?: readonly string[] | false },
): Promise<void> {
  const change = {
    ...(description === undefined ? {} : { description }),
    ...(scope === undefined ? {} : { scopes: scope || [] }),
  };
  await withServer(async (server) => {
    const update = (confirmed?: string) => server.get(RolesService).update(name, change, operator(), { confirmed });
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

async function remove(name: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Remove the role ${name}?`, options);
  await withServer((server) => server.get(RolesService).delete(name, operator()));
}

function print(role: Role, options: OutputOptions): void {
  printRecord({ ...presentRole(role) }, options);
}
