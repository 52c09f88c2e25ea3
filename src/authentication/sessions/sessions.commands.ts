import { everyPage } from '../../admin/cursor.js';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { type OutputOptions, printRows } from '../../admin/terminal/output.js';
import { findUser } from '../../users/find-user.js';
import { presentSession } from './dto/session.dto.js';
import { SessionOrigins } from './session-origins.service.js';
import { UserSessionsService } from './user-sessions.service.js';

export function addCommands(cli: CommandLine): void {
  const sessions = cli.group('sessions', 'where users are signed in');
  sessions
    .command('list <username>')
    .description('list those of a user, the oldest sign-in first')
    .option('--json', 'print JSON')
    .action(cli.action(list));
  sessions
    .command('end <username> [session-id]')
    .description('sign a user out everywhere, or end one session; applications hear of it')
    .option('--yes', 'do not ask')
    .action(cli.action(end));
}

async function list(cli: CommandLine, username: string, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const { id } = await findUser(server, username);
    const all = await everyPage((limit, cursor) => server.get(UserSessionsService).list(id, limit, cursor));
    const signIns = await server.get(SessionOrigins).of(id, all);
    const rows = all.map((session) => {
      const signIn = signIns.get(session.sid);
      return { ...presentSession(session), address: signIn?.address ?? null, user_agent: signIn?.user_agent ?? null };
    });
    printRows(rows, options, `${username} is not signed in anywhere`);
  });
}

async function end(
  cli: CommandLine,
  username: string,
  sessionId: string | undefined,
  options: ConfirmOptions,
): Promise<void> {
  const question = sessionId === undefined ? `Sign ${username} out everywhere?` : `End this session of ${username}?`;
  await confirm(question, options);
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    const sessions = server.get(UserSessionsService);
    await (sessionId === undefined ? sessions.endAll(id, cli.operator()) : sessions.end(id, sessionId, cli.operator()));
  });
}
