import { Option } from 'commander';
import { wholeNumber } from '../../admin/terminal/arguments.js';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../../admin/terminal/output.js';
import { readSecret } from '../../admin/terminal/read-secret.js';
import { findUser } from '../../users/find-user.js';
import { APP_ALGORITHMS, APP_DIGITS, APP_PERIODS, APP_SECRET } from '../totp/totp.js';
import { presentFactor } from './dto/factor.dto.js';
import { UserFactors } from './user-factors.service.js';

export function addCommands(cli: CommandLine): void {
  const factors = cli
    .group('users')
    .command('factors')
    .description('what users prove who they are by, beside the password');
  factors
    .command('list <username>')
    .description('list those of a user, the oldest first')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  factors
    .command('import <username>')
    .description(
      'take over an authenticator app that the user has set up at another server; its secret (base32) is the first line of the standard input, or typed. `users import --update` takes factors of all kinds',
    )
    .option('--name <text>', 'what the user calls it')
    .addOption(new Option('--algorithm <name>', 'left out: SHA1').choices(APP_ALGORITHMS))
    .addOption(new Option('--digits <number>', 'of a code; left out: 6').choices(APP_DIGITS.map(String)))
    .option('--period <seconds>', 'for which a code is shown; left out: 30', wholeNumber(APP_PERIODS))
    .option('--json', 'print JSON')
    .action(cli.action(importApp));
  factors
    .command('reset <username> [factor-id]')
    .description('remove all factors of a user who has lost them, or one; the user is told by mail')
    .option('--yes', 'do not ask')
    .action(cli.action(reset));
}

async function list(cli: CommandLine, username: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const { id } = await findUser(server, username);
    const rows = (await server.get(UserFactors).list(id)).map((factor) => ({ ...presentFactor(factor) }));
    printRows(rows, options, `${username} has set up nothing`);
  });
}

interface ImportOptions extends OutputOptions {
  readonly name?: string;
  readonly algorithm?: string;
  readonly digits?: string;
  readonly period?: number;
}

/** By the rules of the admin API. */
async function importApp(cli: CommandLine, username: string, options: ImportOptions): Promise<void> {
  const { name, algorithm, digits, period: shown, json } = options;
  // As people copy it from elsewhere: in groups, in small letters, padded.
  const secret = (await readSecret('secret')).replaceAll(/[\s=]/g, '').toUpperCase();
  if (!APP_SECRET.test(secret)) throw new CommandFailed('the secret must be base32 of 16 to 128 characters');
  const parameters = { algorithm, digits: digits === undefined ? undefined : Number(digits), period: shown };
  await cli.withServer(async (server) => {
    const { id } = await findUser(server, username);
    const factor = await server.get(UserFactors).importApp(id, { secret, name, ...parameters }, cli.operator());
    printRecord({ ...presentFactor(factor) }, { json });
  });
}

async function reset(
  cli: CommandLine,
  username: string,
  factorId: string | undefined,
  options: ConfirmOptions,
): Promise<void> {
  const question = factorId === undefined ? `Remove all factors of ${username}?` : `Remove this factor of ${username}?`;
  await confirm(question, options);
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    const factors = server.get(UserFactors);
    await (factorId === undefined ? factors.reset(id, cli.operator()) : factors.remove(id, factorId, cli.operator()));
  });
}
