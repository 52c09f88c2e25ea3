import type { Command } from 'commander';
import { everyPage } from '../admin/cursor.js';
import { AuthorizationAdministration } from '../authorizations/authorization-administration.service.js';
import { presentAuthorization } from '../authorizations/dto/authorization.dto.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { findUser } from './find-user.js';
import { operator } from './operator.js';
import { CommandFailed, type OutputOptions, printRows } from './output.js';
import { withServer } from './server-context.js';

interface ListOptions extends OutputOptions {
  readonly user?: string;
  readonly client?: string;
}

export function addGrantsCommands(program: Command): void {
  const grants = program.command('grants').description('which clients hold tokens for which users');
  grants
    .command('list')
    .description('list those of which tokens are in use')
    .option('--user <username>', 'for this user')
    .option('--client <client-id>', 'that this client holds')
    .option('--json', 'print JSON')
    .action(list);
  grants.command('revoke <id>').description('end one, with its tokens').option('--yes', 'do not ask').action(revoke);
}

async function list({ user, client, ...options }: ListOptions): Promise<void> {
  await withServer(async (server) => {
    const userId = user === undefined ? undefined : (await findUser(server, user)).id;
    const authorizations = server.get(AuthorizationAdministration);
    const all = await everyPage((limit, cursor) => authorizations.list({ userId, clientId: client, limit, cursor }));
    const shown = all.map((each) => ({ ...presentAuthorization(each) }));
    const rows = shown.map(({ id, user_id, client_id, scope, has_refresh_token, expires_at }) => ({
      id,
      user_id,
      client_id,
      scope,
      has_refresh_token,
      expires_at,
    }));
    printRows(options.json ? shown : rows, options);
  });
}

async function revoke(id: string, options: ConfirmOptions): Promise<void> {
  await confirm(`Revoke the tokens of ${id}?`, options);
  await withServer(async (server) => {
    if (await server.get(AuthorizationAdministration).revoke(id, operator())) return;
    throw new CommandFailed(`there is no grant ${id}, or it has ended`);
  });
}
