import type { Command } from 'commander';
import { everyPage } from '../platform/http/cursor.js';
import { presentRole } from '../resources/dto/role.dto.js';
import type { Role } from '../resources/role.js';
import { RolesService } from '../resources/roles.service.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { operator } from './operator.js';
import { type OutputOptions, printRecord, printRows } from './output.js';
import { withServer } from './server-context.js';

interface RoleOptions extends OutputOptions {
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
    .option('--json', 'print JSON')
    .action(create);
  roles
    .command('update <name>')
    .description('change one')
    .option('--description <text>', 'what it is for')
    .option('--scope <scope...>', 'scopes of the admin API that its holders may get, instead of the present ones')
    .option('--no-scope', 'none of them')
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
    print(await server.get(RolesService).create({ name, description, scopes: scope }, operator()), options);
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
  await withServer(async (server) => print(await server.get(RolesService).update(name, change, operator()), options));
}

async function remove(name: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Remove the role ${name}?`, options);
  await withServer((server) => server.get(RolesService).delete(name, operator()));
}

function print(role: Role, options: OutputOptions): void {
  printRecord({ ...presentRole(role) }, options);
}
