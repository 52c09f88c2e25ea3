import { everyPage } from '../admin/cursor.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRows } from '../admin/terminal/output.js';
import { clientNames } from '../clients/client-names.js';
import { actorNames } from '../users/actor-names.js';
import { findUser } from '../users/find-user.js';
import { AuthorizationAdministration } from './authorization-administration.service.js';
import { presentAuthorization } from './dto/authorization.dto.js';

interface ListOptions extends OutputOptions {
  readonly user?: string;
  readonly client?: string;
}

export function addCommands(cli: CommandLine): void {
  const grants = cli.group('grants', 'which clients hold tokens for which users');
  grants
    .command('list')
    .description('list those of which tokens are in use')
    .option('--user <username>', 'for this user')
    .option('--client <client-id>', 'that this client holds')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  grants
    .command('revoke <id>')
    .description('end one, with its tokens')
    .option('--yes', 'do not ask')
    .action(cli.action(revoke));
}

async function list(cli: CommandLine, { user, client, ...options }: ListOptions): Promise<void> {
  await cli.reading(async (server) => {
    const userId = user === undefined ? undefined : (await findUser(server, user)).id;
    const grants = server.get(AuthorizationAdministration);
    const all = await everyPage((limit, cursor) => grants.list({ userId, clientId: client, limit, cursor }));
    const shown = all.map((grant) => ({ ...presentAuthorization(grant) }));
    if (options.json) return printRows(shown, options);
    const users = await actorNames.namesOf(server, [...new Set(shown.map((grant) => grant.user_id))]);
    const clients = await clientNames(
      server,
      shown.map((grant) => grant.client_id),
    );
    const rows = shown.map(({ id, user_id, client_id, scope, has_refresh_token, expires_at }) => ({
      id,
      user: users.get(user_id) ?? user_id,
      client: clients.get(client_id) ?? null,
      client_id,
      scope,
      has_refresh_token,
      expires_at,
    }));
    printRows(rows, options, 'no grants');
  });
}

async function revoke(cli: CommandLine, id: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Revoke the tokens of ${id}?`, options);
  await cli.changing(async (server) => {
    if (await server.get(AuthorizationAdministration).revoke(id, cli.operator())) return;
    throw new CommandFailed(`there is no grant ${id}, or it has ended`);
  });
}
