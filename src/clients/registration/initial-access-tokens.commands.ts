import { line, wholeNumber } from '../../admin/terminal/arguments.js';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../../admin/terminal/output.js';
import { presentToken } from './dto/initial-access-token.dto.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';

const COUNTS = { least: 1, most: 2_147_483_647 };

interface CreateOptions extends OutputOptions {
  readonly description?: string;
  readonly expiresIn?: number;
  readonly maxUses?: number;
}

export function addCommands(cli: CommandLine): void {
  const tokens = cli.group('initial-access-tokens', 'who may register clients (RFC 7591)');
  tokens.command('list').description('list all, oldest first').option('--json', 'print JSON').action(cli.action(list));
  tokens
    .command('create')
    .description('let somebody register clients; the token is shown only this once')
    .option('--description <text>', 'for whom or what it is', line(255))
    .option('--expires-in <seconds>', 'how long; left out: for ever', wholeNumber(COUNTS))
    .option('--max-uses <number>', 'how many clients; left out: any number', wholeNumber(COUNTS))
    .option('--json', 'print JSON')
    .action(cli.action(create));
  tokens
    .command('revoke <id>')
    .description('no more clients can be registered with it; those that were stay')
    .option('--yes', 'do not ask')
    .action(cli.action(revoke));
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const tokens = await server.get(InitialAccessTokensService).list();
    printRows(
      tokens.map((token) => ({ ...presentToken(token) })),
      options,
      'no initial access tokens',
    );
  });
}

async function create(cli: CommandLine, { json, ...terms }: CreateOptions): Promise<void> {
  await cli.withServer(async (server) => {
    const { token, text } = await server.get(InitialAccessTokensService).create(terms, cli.operator());
    printRecord({ ...presentToken(token), token: text }, { json });
  });
}

async function revoke(cli: CommandLine, id: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Revoke the initial access token ${id}?`, options);
  await cli.changing(async (server) => {
    if (await server.get(InitialAccessTokensService).delete(id, cli.operator())) return;
    throw new CommandFailed(`there is no initial access token ${id}`);
  });
}
