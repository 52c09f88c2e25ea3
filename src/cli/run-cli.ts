import { Argument, Command, CommanderError } from 'commander';
import { CommandFailed } from '../admin/terminal/output.js';
import type { Extensions } from '../app.module.js';
import { explain } from '../platform/telemetry/explain.js';
import { VERSION } from '../platform/version.js';
import { GracefulStop } from '../server/graceful-stop.js';
import { completionScript, SHELLS, type Shell } from './completion.js';
import type { HealthOptions } from './health.js';

/** What the process ends with. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** First words for which no room has to be loaded. */
const WITHOUT_ROOMS: readonly (string | undefined)[] = ['serve', 'health', '--version', '-V'];

/**
 * Runs one command.
 * @param args the words after `gatehouse`
 * @returns the exit code: 0, 1 if the command failed, 2 if it was used wrongly
 */
export async function runCli(args: readonly string[], extensions: Extensions = {}): Promise<number> {
  try {
    const program = newProgram();
    if (!WITHOUT_ROOMS.includes(args[0])) {
      const { addCommandsOfRooms } = await import('./command-line.js');
      await addCommandsOfRooms(program, extensions);
    }
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    console.error(error instanceof CommandFailed ? error.message : explain(error));
    return FAILED;
  }
}

function newProgram(): Command {
  const program = new Command('gatehouse')
    .description(
      'The OAuth 2.0 and OpenID Connect authorization server. It is configured by the environment, see .env.example.',
    )
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError();
  program.command('serve').description('start the server').action(serve);
  program
    .command('health')
    .description('ask the running server whether it can serve; for health checks of containers')
    .option('--live', 'ask only whether it runs, not whether its database can be used')
    .option('--json', 'print JSON')
    .action(askHealth);
  program
    .command('completion')
    .description('print a script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action((shell: Shell) => console.log(completionScript(program, shell)));
  return program;
}

/** Heeds signals from now on, before the server is loaded, which takes longest of all that starting does. */
async function serve(): Promise<void> {
  const stop = new GracefulStop().onSignals();
  const { serve: start } = await import('../server/start.js');
  await start(stop);
}

async function askHealth(options: HealthOptions): Promise<void> {
  const { health } = await import('./health.js');
  await health(options);
}
