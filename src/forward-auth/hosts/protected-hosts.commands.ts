import { type Command, InvalidArgumentError } from 'commander';
import { everyPage } from '../../admin/cursor.js';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { type OutputOptions, printRecord, printRows } from '../../admin/terminal/output.js';
import { readJsonFile } from '../../admin/terminal/read-json-file.js';
import { presentProtectedHost } from './dto/protected-host.dto.js';
import { type DeclaredHost, ProtectedHosts } from './protected-hosts.service.js';

interface HostOptions extends OutputOptions {
  readonly name?: string;
  readonly role?: readonly string[];
  readonly group?: readonly string[];
  readonly rules?: string;
  readonly headers?: string;
}

export function addCommands(cli: CommandLine): void {
  const hosts = cli.group('protected-hosts', 'hosts of apps for which reverse proxies ask who may go through');
  hosts.command('list').description('list all').option('--json', 'print JSON').action(cli.action(list));
  hosts.command('show <host>').description('show one').option('--json', 'print JSON').action(cli.action(show));
  described(hosts.command('create <host>'))
    .description('protect one; without rules everyone who is signed in may use everything')
    .action(cli.action(create));
  described(hosts.command('update <host>'))
    .description('change one; what is not named stays')
    .action(cli.action(update));
  hosts
    .command('delete <host>')
    .description('remove one; no one gets through to it any more')
    .option('--yes', 'do not ask')
    .action(cli.action(remove));
}

function described(command: Command): Command {
  return command
    .option('--name <name>', 'by what people know the app')
    .option('--role <role...>', 'one rule for all requests: people need one of these roles')
    .option('--group <group...>', 'one rule for all requests: people need to be in one of these groups')
    .option('--rules <file>', 'the rules as a JSON file')
    .option('--headers <file>', 'what headers tell the app, as a JSON file')
    .option('--json', 'print JSON');
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const all = await everyPage((limit, cursor) => server.get(ProtectedHosts).list(limit, cursor));
    const rows = all.map(({ host, name, rules }) => ({ host, name, rules }));
    printRows(rows, options, 'no protected hosts; add one: gatehouse protected-hosts create --help');
  });
}

async function show(cli: CommandLine, host: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    printRecord({ ...presentProtectedHost(await server.get(ProtectedHosts).get(host)) }, options);
  });
}

async function create(cli: CommandLine, host: string, options: HostOptions): Promise<void> {
  const declared = { name: host, ...membersOf(options), host } as DeclaredHost;
  await cli.withServer(async (server) => {
    const added = await server.get(ProtectedHosts).create(declared, cli.operator());
    printRecord({ ...presentProtectedHost(added) }, options);
  });
}

async function update(cli: CommandLine, host: string, options: HostOptions): Promise<void> {
  const patch = membersOf(options);
  if (Object.keys(patch).length === 0) throw new InvalidArgumentError('say what to change: see --help');
  await cli.changing(async (server) => {
    const changed = await server.get(ProtectedHosts).update(host, patch, cli.operator());
    printRecord({ ...presentProtectedHost(changed) }, options);
  });
}

async function remove(cli: CommandLine, host: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Protect the host ${host} no longer, so that no one gets through?`, options);
  await cli.changing((server) => server.get(ProtectedHosts).delete(host, cli.operator()));
}

function membersOf({
  name,
  role: roles,
  group: groups,
  rules,
  headers,
}: HostOptions): Readonly<Record<string, unknown>> {
  if (rules !== undefined && (roles ?? groups) !== undefined)
    throw new InvalidArgumentError('give --rules, or --role and --group');
  const rule = { ...(roles && { roles }), ...(groups && { groups }) };
  return {
    ...(name === undefined ? {} : { name }),
    ...((roles ?? groups) ? { rules: [rule] } : {}),
    ...(rules === undefined ? {} : { rules: readJsonFile(rules) }),
    ...(headers === undefined ? {} : { headers: readJsonFile(headers) }),
  };
}
