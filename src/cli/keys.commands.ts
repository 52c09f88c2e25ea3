import { type Command, Option } from 'commander';
import { KeysService } from '../keys/keys.service.js';
import { SIGNING_ALGORITHMS } from '../keys/signing-algorithm.js';
import { formatInstant } from '../platform/clock.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { operator } from './operator.js';
import { type OutputOptions, printRows } from './output.js';
import { withServer } from './server-context.js';

interface RotateOptions extends OutputOptions {
  readonly alg?: string;
  readonly immediately?: boolean;
}

export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('signing keys of the server');
  keys.command('list').description('list all').option('--json', 'print JSON').action(list);
  keys
    .command('rotate')
    .description('make new keys; they sign when everyone has had time to know them')
    .addOption(new Option('--alg <algorithm>', 'of one algorithm only').choices(SIGNING_ALGORITHMS))
    .option(
      '--immediately',
      'sign as soon as no cached key set lacks them: in 6 minutes, or sooner with keys that wait already',
    )
    .option('--json', 'print JSON')
    .action(rotate);
  keys
    .command('revoke <kid>')
    .description('take a key back: nothing it has signed is accepted any more, from now on')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(revoke);
}

async function list(options: OutputOptions): Promise<void> {
  await withServer((server) => printKeys(server.get(KeysService), options));
}

async function rotate({ alg, immediately = false, ...options }: RotateOptions): Promise<void> {
  await withServer(async (server) => {
    const keys = server.get(KeysService);
    const droppedFor = new Map<string, readonly string[]>();
    for (const each of alg === undefined ? keys.algorithms : [alg]) {
      const { kid, dropped } = await keys.rotate(each, { immediately, ...operator() });
      droppedFor.set(kid, dropped);
      for (const old of dropped) console.error(`${old} was to sign ${each} next; it is gone, and ${kid} comes instead`);
    }
    await printKeys(keys, options, options.json ? droppedFor : undefined);
  });
}

async function revoke(kid: string, options: OutputOptions & ConfirmOptions): Promise<void> {
  await confirm(`Revoke ${kid}, and with it everything it has signed?`, options);
  await withServer(async (server) => {
    const keys = server.get(KeysService);
    await keys.revoke(kid, operator());
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
  printRows(rows, options);
}
