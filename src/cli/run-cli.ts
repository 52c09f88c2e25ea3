import { Command, CommanderError } from 'commander';
import { VERSION } from '../platform/version.js';
import { explain } from '../server/environment.js';
import { addAuditCommands } from './audit.commands.js';
import { addBackupCommands } from './backup.commands.js';
import { addClientsCommands } from './clients.commands.js';
import { addConsentsCommands } from './consents.commands.js';
import { addExportCommand } from './export.command.js';
import { addGrantsCommands } from './grants.commands.js';
import { addImportCommands } from './import.commands.js';
import { addInitialAccessTokensCommands } from './initial-access-tokens.commands.js';
import { addKeysCommands } from './keys.commands.js';
import { CommandFailed } from './output.js';
import { addResourcesCommands } from './resources.commands.js';
import { addRolesCommands } from './roles.commands.js';
import { addServerCommands } from './server.commands.js';
import { addSessionsCommands } from './sessions.commands.js';
import { addUsersCommands } from './users.commands.js';

/** What the process ends with. */
const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs one command.
 * @param args the words after `gatehouse`
 * @returns the exit code: 0, 1 where the command failed, 2 where it was used wrongly
 */
export async function runCli(args: readonly string[]): Promise<number> {
  try {
    await commands().parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    console.error(error instanceof CommandFailed ? error.message : explain(error));
    return FAILED;
  }
}

function commands(): Command {
  const program = new Command('gatehouse')
    .description(
      'The OAuth 2.0 and OpenID Connect authorization server. It is configured by the environment, see .env.example.',
    )
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError();
  addServerCommands(program);
  addClientsCommands(program);
  addUsersCommands(program);
  addRolesCommands(program);
  addResourcesCommands(program);
  addSessionsCommands(program);
  addConsentsCommands(program);
  addGrantsCommands(program);
  addInitialAccessTokensCommands(program);
  addKeysCommands(program);
  addAuditCommands(program);
  addImportCommands(program);
  addExportCommand(program);
  addBackupCommands(program);
  return program;
}
