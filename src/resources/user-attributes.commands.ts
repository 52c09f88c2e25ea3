import { everyPage } from '../admin/cursor.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { presentUserAttribute } from './dto/user-attribute.dto.js';
import { UserAttributes } from './user-attributes.service.js';

interface DeclareOptions extends OutputOptions {
  readonly description: string;
}

export function addCommands(cli: CommandLine): void {
  const attributes = cli.group('attributes', 'attributes of users that claims may be made of');
  attributes.command('list').description('list all').option('--json', 'print JSON').action(cli.action(list));
  attributes
    .command('declare <name>')
    .description('let claims be made of one')
    .requiredOption('--description <text>', 'what it says of a user')
    .option('--json', 'print JSON')
    .action(cli.action(declare));
  attributes
    .command('delete <name>')
    .description('declare one no longer of which no claim is made; users keep what they have')
    .option('--yes', 'do not ask')
    .action(cli.action(remove));
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const all = await everyPage((limit, cursor) => server.get(UserAttributes).list(limit, cursor));
    printRows(
      all.map((attribute) => ({ ...presentUserAttribute(attribute) })),
      options,
    );
  });
}

async function declare(cli: CommandLine, name: string, { description, ...options }: DeclareOptions): Promise<void> {
  await cli.withServer(async (server) => {
    const attribute = await server.get(UserAttributes).declare({ name, description }, cli.operator());
    printRecord({ ...presentUserAttribute(attribute) }, options);
  });
}

async function remove(cli: CommandLine, name: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Declare the attribute ${name} no longer?`, options);
  await cli.changing((server) => server.get(UserAttributes).delete(name, cli.operator()));
}
