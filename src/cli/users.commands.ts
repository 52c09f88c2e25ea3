import type { Command } from 'commander';
import { formatInstant } from '../platform/clock.js';
import type { User } from '../users/user.js';
import { UsersService } from '../users/users.service.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from './output.js';
import { readSecret } from './read-secret.js';
import { withServer } from './server-context.js';
import { addUsersExportCommand } from './users-export.command.js';
import { addUsersImportCommand } from './users-import.command.js';

const PAGE = 500;

interface CreateOptions extends OutputOptions {
  readonly role: readonly string[];
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly claim: readonly string[];
  readonly password: boolean;
}

export function addUsersCommands(program: Command): void {
  const users = program.command('users').description('people who can sign in');
  users.command('list').description('list all').option('--json', 'print JSON').action(list);
  users.command('show <username>').description('show one').option('--json', 'print JSON').action(show);
  users
    .command('create <username>')
    .description('create one; the password is asked for, or read from the standard input')
    .option('--role <role...>', 'roles that the user holds', [])
    .option('--email <address>', 'email address, with which the user can sign in too')
    .option('--email-verified', 'the address is known to belong to the user')
    .option('--given-name <name>', 'first name')
    .option('--family-name <name>', 'last name')
    .option(
      '--claim <name=value...>',
      'any other standard claim, such as locale=de-DE or "family_name#ja-Kana-JP=ヤマダ"; an address as JSON',
      [],
    )
    .option('--no-password', 'the user cannot sign in by password')
    .option('--json', 'print JSON')
    .action(create);
  users.command('disable <username>').description('forbid to sign in and to refresh tokens').action(disable);
  users.command('enable <username>').description('allow it again').action(enable);
  users
    .command('set-password <username>')
    .description('change the password; the new one is asked for, or read from the standard input')
    .action(setPassword);
  addUsersImportCommand(users);
  addUsersExportCommand(users);
}

async function list(options: OutputOptions): Promise<void> {
  await withServer(async (server) => {
    const service = server.get(UsersService);
    const all: User[] = [];
    for (let page = await service.list(PAGE); page.length > 0; page = await service.list(PAGE, all.at(-1)?.id))
      all.push(...page);
    const rows = all.map(({ id, username, claims, roles, disabled }) => ({
      id,
      username,
      email: claims.email ?? null,
      roles,
      disabled,
    }));
    printRows(rows, options);
  });
}

async function show(username: string, options: OutputOptions): Promise<void> {
  await withServer(async (server) => printUser(await find(server.get(UsersService), username), options));
}

async function create(username: string, options: CreateOptions): Promise<void> {
  const password = options.password ? await readSecret('password') : undefined;
  await withServer(async (server) => {
    const user = await server.get(UsersService).create({
      ...Object.fromEntries(options.claim.map(claimOf)),
      username,
      roles: options.role,
      ...(password === undefined ? {} : { password }),
      ...(options.email === undefined ? {} : { email: options.email }),
      ...(options.emailVerified === undefined ? {} : { email_verified: options.emailVerified }),
      ...(options.givenName === undefined ? {} : { given_name: options.givenName }),
      ...(options.familyName === undefined ? {} : { family_name: options.familyName }),
    });
    printUser(user, options);
  });
}

/** A claim as `name=value`; the value is JSON where the claim is no text. */
function claimOf(argument: string): readonly [name: string, value: unknown] {
  const [name = '', ...value] = argument.split('=');
  if (['id', 'username', 'password', 'password_hash', 'roles', 'disabled'].includes(name))
    throw new CommandFailed(`--claim is for claims; ${name} is none`);
  const text = value.join('=');
  const isText = !/^address\b|_verified$/.test(name);
  try {
    return [name, isText ? text : JSON.parse(text)];
  } catch {
    throw new CommandFailed(`--claim ${name} must have a JSON value`);
  }
}

async function disable(username: string): Promise<void> {
  await withServer(async (server) => {
    const service = server.get(UsersService);
    await service.disable((await find(service, username)).id);
  });
}

async function enable(username: string): Promise<void> {
  await withServer(async (server) => {
    const service = server.get(UsersService);
    await service.enable((await find(service, username)).id);
  });
}

async function setPassword(username: string): Promise<void> {
  const password = await readSecret('password');
  await withServer(async (server) => {
    const service = server.get(UsersService);
    await service.setPassword(await find(service, username), password);
  });
}

async function find(service: UsersService, username: string): Promise<User> {
  const user = await service.findByUsername(username);
  if (!user) throw new CommandFailed(`there is no user ${username}`);
  return user;
}

function printUser({ id, username, claims, roles, disabled, updatedAt }: User, options: OutputOptions): void {
  printRecord({ id, username, ...claims, roles, disabled, updated_at: formatInstant(updatedAt) }, options);
}
