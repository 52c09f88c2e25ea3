import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRows } from '../../admin/terminal/output.js';
import { AuditService } from '../../audit/audit.service.js';
import { SERVER_SECRETS, type ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { Database } from '../../platform/database/database.js';
import { OPERATION_EVENTS } from '../audit-events.js';

export function addCommands(cli: CommandLine): void {
  const secrets = cli.group('secrets', 'random keys that the server has made for itself');
  secrets
    .command('list')
    .description('list all, and what ends if one is renewed')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  secrets
    .command('renew [name...]')
    .description(
      'put others in place of those that someone may have learned. Codes and refresh tokens end, open forms have to be sent once more; sessions go on, and so do the identifiers of people. Servers that run take the new ones over within half a minute, on PostgreSQL at once',
    )
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nWithout a name: every one that nothing stored rests on.\n`gatehouse secrets list` says what ends with each.',
    )
    .action(cli.action(renew));
}

function list(cli: CommandLine, options: OutputOptions): void {
  printRows(cli.declarations.all(SERVER_SECRETS).map(rowOf), options);
}

async function renew(
  cli: CommandLine,
  names: readonly string[],
  { yes, ...options }: OutputOptions & ConfirmOptions,
): Promise<void> {
  const chosen = choose(cli.declarations.all(SERVER_SECRETS), names);
  const ends = chosen.map(({ name, renewal }) => `  ${name}: ${renewal && 'ends' in renewal ? renewal.ends : ''}`);
  await confirm(`This ends:\n${ends.join('\n')}\nRenew?`, yes === undefined ? {} : { yes });
  await cli.changing(async (server) => {
    const { actor, facts } = cli.operator();
    const audit = server.get(AuditService);
    await server.get(Database).transaction(async (transaction) => {
      await server.get(ServerSecrets).renew(chosen, transaction);
      for (const { name } of chosen) {
        const event = { type: OPERATION_EVENTS.secretRenewed, actor, details: { secret: name } };
        await audit.record(event, facts, transaction);
      }
    });
  });
  printRows(chosen.map(rowOf), options);
}

/** Those of these names; without a name all that can be renewed. @throws CommandFailed if one is never renewed, or there is none */
function choose(secrets: readonly ServerSecret[], names: readonly string[]): readonly ServerSecret[] {
  if (names.length === 0) return secrets.filter(({ renewal }) => renewal !== undefined && 'ends' in renewal);
  return [...new Set(names)].map((name) => {
    const secret = secrets.find((each) => each.name === name);
    if (!secret) throw new CommandFailed(`there is no secret ${name}; gatehouse secrets list shows all`);
    const { renewed, what } = rowOf(secret);
    if (renewed === 'never') throw new CommandFailed(`${name} is never renewed, because that ${what}`);
    return secret;
  });
}

function rowOf({ name, renewal }: ServerSecret): { name: string; renewed: 'never' | 'by command'; what: string } {
  if (renewal !== undefined && 'ends' in renewal) return { name, renewed: 'by command', what: `ends ${renewal.ends}` };
  return { name, renewed: 'never', what: `would lose ${renewal?.loses ?? 'what may rest on it'}` };
}
