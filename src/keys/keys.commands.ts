import { Option } from 'commander';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { type OutputOptions, printRows } from '../admin/terminal/output.js';
import { formatInstant } from '../platform/clock.js';
import { KeysService } from './keys.service.js';
import { SIGNING_ALGORITHMS } from './signing-algorithm.js';

interface RotateOptions extends OutputOptions {
  readonly alg?: string;
  readonly immediately?: boolean;
}

export function addCommands(cli: CommandLine): void {
  const keys = cli.group('keys', 'signing keys of the server');
  keys.command('list').description('list all').option('--json', 'print JSON').action(cli.action(list));
  keys
    .command('rotate')
    .description('make new keys; they sign when everyone has had time to know them')
    .addOption(new Option('--alg <algorithm>', 'of one algorithm only').choices(SIGNING_ALGORITHMS))
    .option(
      '--immediately',
      'sign as soon as no cached key set lacks them: in 6 minutes, or sooner with keys that wait already',
    )
    .option('--json', 'print JSON')
    .action(cli.action(rotate));
  keys
    .command('revoke <kid>')
    .description('take a key back: nothing it has signed is accepted any more, from now on')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(cli.action(revoke));
}

async function list(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading((server) => printKeys(server.get(KeysService), options));
}

async function rotate(cli: CommandLine, { alg, immediately = false, ...options }: RotateOptions): Promise<void> {
  await cli.changing(async (server) => {
    const keys = server.get(KeysService);
    const droppedFor = new Map<string, readonly string[]>();
    for (const each of alg === undefined ? keys.activeAlgorithms : [alg]) {
      const { kid, dropped } = await keys.rotate(each, { immediately, ...cli.operator() });
      droppedFor.set(kid, dropped);
      for (const old of dropped) console.error(`${old} was to sign ${each} next; it is gone, and ${kid} comes instead`);
    }
    await printKeys(keys, options, options.json ? droppedFor : undefined);
  });
}

async function revoke(cli: CommandLine, kid: string, options: OutputOptions & ConfirmOptions): Promise<void> {
  await confirm(`Revoke ${kid}, and with it everything it has signed?`, options);
  await cli.changing(async (server) => {
    const keys = server.get(KeysService);
    await keys.revoke(kid, cli.operator());
    await printKeys(keys, options);
  });
}

/** @param droppedFor by the key that takes over, those that it comes instead of */
async function printKeys(
  keys: KeysService,
  options: OutputOptions,
  droppedFor?: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const rows = (await keys.list()).map(({ kid, alg, state, activeAt, expiresAt }) => ({
    kid,
    alg,
    state,
    active_at: formatInstant(activeAt),
    expires_at: expiresAt === null ? null : formatInstant(expiresAt),
    ...(droppedFor?.has(kid) ? { dropped: droppedFor.get(kid) } : {}),
  }));
  printRows(rows, options, 'no keys yet; the first start of the server makes them');
}
