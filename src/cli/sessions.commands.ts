import type { Command } from 'commander';
import { everyPage } from '../admin/cursor.js';
import { presentSession } from '../authentication/sessions/dto/session.dto.js';
import { UserSessionsService } from '../authentication/sessions/user-sessions.service.js';
import { type ConfirmOptions, confirm } from './confirm.js';
import { findUser } from './find-user.js';
import { operator } from './operator.js';
import { type OutputOptions, printRows } from './output.js';
import { withServer } from './server-context.js';

export function addSessionsCommands(program: Command): void {
  const sessions = program.command('sessions').description('where users are signed in');
  sessions
    .command('list <username>')
    .description('list those of a user, the oldest sign-in first')
    .option('--json', 'print JSON')
    .action(list);
  sessions
    .command('end <username> [session-id]')
    .description('sign a user out everywhere, or end one session; applications hear of it')
    .option('--yes', 'do not ask')
    .action(end);
}

async function list(username: string, options: OutputOptions): Promise<void> {
  await withServer(async (server) => {
    const { id } = await findUser(server, username);
    const all = await everyPage((limit, cursor) => server.get(UserSessionsService).list(id, limit, cursor));
    printRows(
      all.map((session) => ({ ...presentSession(session) })),
      options,
    );
  });
}

async function end(username: string, sessionId: string | undefined, options: ConfirmOptions): Promise<void> {
  const question = sessionId === undefined ? `Sign ${username} out everywhere?` : `End this session of ${username}?`;
  await confirm(question, options);
  await withServer(async (server) => {
    const { id } = await findUser(server, username);
    const sessions = server.get(UserSessionsService);
    await (sessionId === undefined ? sessions.endAll(id, operator()) : sessions.end(id, sessionId, operator()));
  });
}
