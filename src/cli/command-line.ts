import type { INestApplicationContext } from '@nestjs/common';
import { type Command, Command as CommanderCommand } from 'commander';
import { COMMANDS, type CommandLine } from '../admin/terminal/command-line.js';
import { namingOptions } from '../admin/terminal/option-errors.js';
import { AppModule, type Extensions, roomsOf } from '../app.module.js';
import type { Config, DatabaseUse } from '../platform/config/config.js';
import { generateSecret } from '../platform/crypto/secrets.js';
import { DatabaseNotReady } from '../platform/database/database-not-ready.js';
import { Declarations } from '../platform/declarations.js';
import { configFromEnvironment } from '../server/environment.js';
import { operator } from './operator.js';

/** Adds the commands of all rooms to the program. It is loaded with the rooms, which takes longest of all. */
export async function addCommandsOfRooms(program: Command, extensions: Extensions): Promise<void> {
  const cli = new RoomsCommandLine(program, extensions);
  for (const load of cli.declarations.all(COMMANDS)) (await load()).addCommands(cli);
}

type Work<T> = (server: INestApplicationContext) => Promise<T>;

class RoomsCommandLine implements CommandLine {
  readonly declarations: Declarations;
  readonly operator = operator;

  constructor(
    readonly program: Command,
    private readonly extensions: Extensions,
  ) {
    // What rooms declare does not depend on settings.
    this.declarations = new Declarations(roomsOf({ metrics: {} }, extensions));
  }

  group(name: string, description = ''): Command {
    const present = this.program.commands.find((command) => command.name() === name);
    return present ?? this.program.command(name).description(description);
  }

  action<A extends unknown[]>(work: (cli: CommandLine, ...given: A) => unknown): (...given: A) => Promise<void> {
    return async (...given) => {
      try {
        await work(this, ...given);
      } catch (error) {
        const command = given.at(-1);
        throw command instanceof CommanderCommand ? namingOptions(error, command) : error;
      }
    };
  }

  config(use?: DatabaseUse): Config {
    return configFromEnvironment(this.extensions, use && { databaseUse: use });
  }

  reading<T>(work: Work<T>): Promise<T> {
    return this.run(work, this.config('read'));
  }

  async trying<T>(work: Work<T>): Promise<T> {
    try {
      return await this.reading(work);
    } catch (error) {
      if (!(error instanceof DatabaseNotReady && error.isMissing)) throw error;
    }
    const { databaseUse: _, ...config } = this.config('read');
    return this.run(work, { ...config, databaseUrl: 'sqlite::memory:', encryptionSecrets: [generateSecret()] });
  }

  changing<T>(work: Work<T>): Promise<T> {
    return this.run(work, this.config('change'));
  }

  withServer<T>(work: Work<T>): Promise<T> {
    return this.run(work, this.config());
  }

  private async run<T>(work: Work<T>, { bootstrapFile: _notNow, ...config }: Config): Promise<T> {
    const { NestFactory } = await import('@nestjs/core');
    // The log shares the standard output with what the command prints.
    const module = AppModule.forRoot({ ...config, logLevel: 'silent' }, this.extensions);
    const server = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    try {
      return await work(server);
    } finally {
      await server.close();
    }
  }
}
