import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import type { Config } from '../../platform/config/config.js';
import { type Declarations, Kind } from '../../platform/declarations.js';
import type { Administrator } from '../admin-api.js';

/** Who runs a command. */
type Operator = Administrator & { readonly actor: string };

/** The command line, as the commands of rooms see it. */
export interface CommandLine {
  readonly program: Command;
  /** What all rooms bring. */
  readonly declarations: Declarations;
  /** The command that holds others, such as `users`; made by the first room that asks for it. */
  group(name: string, description?: string): Command;
  /** What commander calls for a command: `work` with this command line first, then the arguments and options. */
  action<A extends unknown[]>(work: (cli: CommandLine, ...given: A) => unknown): (...given: A) => Promise<void>;
  /** Who runs the command, as the audit log names them. */
  operator(): Operator;
  /** The configuration from the environment. @throws ConfigViolations */
  config(): Config;
  /** Does work with the parts of the server, without its HTTP edge, and closes them afterwards. */
  withServer<T>(work: (server: INestApplicationContext) => Promise<T>, overrides?: Partial<Config>): Promise<T>;
}

/** A file of commands, `<name>.commands.ts`. */
export interface Commands {
  addCommands(cli: CommandLine): void;
}

/** The commands of rooms, loaded only by the command line: `COMMANDS.of(() => import('./keys.commands.js'))`. */
export const COMMANDS = new Kind<() => Promise<Commands>>('commands');
