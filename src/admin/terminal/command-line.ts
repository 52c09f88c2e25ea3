import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import type { Config, DatabaseUse } from '../../platform/config/config.js';
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
  /**
   * The configuration from the environment.
   * @param use as of {@link Config.databaseUse}
   * @throws ConfigViolations
   */
  config(use?: DatabaseUse): Config;
  /**
   * Does work that only reads, with the parts of the server, without its HTTP edge, and closes them afterwards.
   * @throws DatabaseNotReady if there is no database, or it is of an older version
   */
  reading<T>(work: Work<T>): Promise<T>;
  /** As {@link reading}, for a dry run: if there is no database, on an empty one that is gone afterwards. */
  trying<T>(work: Work<T>): Promise<T>;
  /** As {@link reading}, for work that changes or deletes what is there. @throws DatabaseNotReady if there is no database */
  changing<T>(work: Work<T>): Promise<T>;
  /** As {@link changing}, for work that creates something; the database is made if there is none. */
  withServer<T>(work: Work<T>): Promise<T>;
}

type Work<T> = (server: INestApplicationContext) => Promise<T>;

/** A file of commands, `<name>.commands.ts`. */
export interface Commands {
  addCommands(cli: CommandLine): void;
}

/** The commands of rooms, loaded only by the command line: `COMMANDS.of(() => import('./keys.commands.js'))`. */
export const COMMANDS = new Kind<() => Promise<Commands>>('commands');
