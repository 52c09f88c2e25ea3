import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { COMMANDS, type CommandLine as RoomCommandLine } from '../../../src/admin/terminal/command-line.js';
import { printRecord } from '../../../src/admin/terminal/output.js';
import { AppModule } from '../../../src/app.module.js';
import { GatehouseModule } from '../../../src/index.js';
import { effectiveSettings } from '../../../src/operations/settings/settings.js';
import { CONFIG, type Config } from '../../../src/platform/config/config.js';
import { readConfig } from '../../../src/platform/config/read-config.js';
import { RoomSettings, SETTINGS, type ValuesOf } from '../../../src/platform/config/room-settings.js';
import { integer, optionalUrl } from '../../../src/platform/config/setting-types.js';
import { Declares } from '../../../src/platform/declarations.js';
import { environmentExample, withSettingsTable } from '../../../src/server/describe-settings.js';
import { CommandLine } from '../../support/command-line.js';
import { newFolder } from '../../support/program.js';
import { testConfig } from '../../support/test-app.js';

const GREETINGS = new RoomSettings('greetings', {
  limit: integer({ name: 'GREETINGS_LIMIT', about: 'How many greetings a day.', fallback: 5, least: 1, most: 9 }),
  apiToken: optionalUrl({ name: 'GREETINGS_API_TOKEN', about: 'A secret.' }),
});

@Injectable()
class Greetings {
  constructor(@Inject(GREETINGS.token) readonly settings: ValuesOf<typeof GREETINGS>) {}

  /** Compiles only if the type follows from the declaration. */
  get twice(): number {
    return 2 * this.settings.limit;
  }
}

function addCommands(cli: RoomCommandLine): void {
  const show = (_: RoomCommandLine, options: { readonly json?: boolean }) =>
    cli.withServer(async (server) => {
      const { settings, twice } = server.get(Greetings);
      printRecord({ ...settings, twice }, options);
    });
  cli.program.command('greetings').option('--json').action(cli.action(show));
}

@Declares(
  SETTINGS.of(GREETINGS),
  COMMANDS.of(async () => ({ addCommands })),
)
@Module({ providers: [Greetings] })
class GreetingsModule {}

@Declares(SETTINGS.of(new RoomSettings('more', { port: GREETINGS.schema.limit })))
@Module({})
class SameVariableModule {}

@Declares(SETTINGS.of(new RoomSettings('lifetimes', {})))
@Module({})
class SameSectionModule {}

describe('the settings that a room declares', () => {
  const folder = newFolder();
  const environment = {
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
    DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}`,
  };
  const gatehouse = (more: Readonly<Record<string, string>> = {}) =>
    new CommandLine({ ...environment, ...more }, { rooms: [GreetingsModule] });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are read from the environment, each with its type, and have defaults', async () => {
    await expect(gatehouse({ GREETINGS_LIMIT: '7' }).json('greetings')).resolves.toEqual({ limit: 7, twice: 14 });
    await expect(gatehouse().json('greetings')).resolves.toEqual({ limit: 5, twice: 10 });
  });

  it('are refused in the one message that names every mistake', async () => {
    await expect(gatehouse({ GREETINGS_LIMIT: '10', WORKERS: 'many' }).run('greetings')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /has 2 mistakes:\n.* WORKERS must be .*\n.* GREETINGS_LIMIT must be a whole number from 1 to 9, not "10"/,
      ),
    });
  });

  it('are options of a host application, which may leave them out', async () => {
    const options = { issuer: 'https://login.example', databaseUrl: 'sqlite::memory:', logLevel: 'silent' } as const;
    const module = GatehouseModule.forRoot({
      ...options,
      encryptionSecrets: [environment.ENCRYPTION_SECRET],
      rooms: [GreetingsModule],
      roomSettings: { greetings: { limit: 3 } },
    });
    const host = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    expect(host.get(Greetings).settings).toEqual({ limit: 3 });
    await host.close();

    const alone = AppModule.forRoot(await testConfig(), { rooms: [GreetingsModule] });
    const server = await NestFactory.createApplicationContext(alone, { logger: false, abortOnError: false });
    expect(server.get(Greetings).settings).toEqual({ limit: 5 });
    expect(server.get<Config>(CONFIG).roomSettings?.greetings).toEqual({ limit: 5 });
    await server.close();
  });

  it('are shown by the admin API as a group of their own, secrets never', () => {
    const given = { ...environment, GREETINGS_LIMIT: '7', GREETINGS_API_TOKEN: 'https://canary.example' };
    const shown = effectiveSettings(readConfig(given, [GREETINGS]));
    expect(shown).toMatchObject({ greetings: { limit: 7, api_token: 'set' }, lifetimes: { session: 43_200 } });
    expect(JSON.stringify(shown)).not.toContain('canary');
  });

  it('are written to .env.example and to the documentation', () => {
    expect(environmentExample([GREETINGS.schema])).toContain(
      '\n# How many greetings a day. Values: 1 to 9.\nGREETINGS_LIMIT=5\n',
    );
    const document = 'a\n<!-- settings: written by `npm run settings` -->\nold\n<!-- end of settings -->\nb\n';
    const written = withSettingsTable(document, [GREETINGS.schema]);
    expect(written).toMatch(/\| `GREETINGS_LIMIT` +\| `5` +\| 1 to 9 +\| How many greetings a day\. \|\n/);
    expect([written.includes('old'), written.startsWith('a\n'), written.endsWith('\nb\n')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('have names that no other setting has', async () => {
    const config = await testConfig();
    for (const room of [SameVariableModule, SameSectionModule])
      expect(() => AppModule.forRoot(config, { rooms: [GreetingsModule, room] })).toThrow(/two settings have the name/);
  });
});
