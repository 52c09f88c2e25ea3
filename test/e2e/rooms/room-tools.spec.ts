import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, Module } from '@nestjs/common';
import { COMMANDS, type CommandLine as RoomCommandLine } from '../../../src/admin/terminal/command-line.js';
import { printRecord } from '../../../src/admin/terminal/output.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { Declares } from '../../../src/platform/declarations.js';
import { DOCTOR_CHECKS, type DoctorCheck } from '../../../src/platform/doctor/doctor-check.js';
import { ok, warn } from '../../../src/platform/doctor/finding.js';
import { CommandLine } from '../../support/command-line.js';
import { newFolder } from '../../support/program.js';

@Injectable()
class Greetings {
  constructor(@Inject(ClientsService) private readonly clients: ClientsService) {}

  async greet(name: string): Promise<string> {
    return `hello ${name}, from ${(await this.clients.list({ limit: 1 })).items.length} client`;
  }
}

function addCommands(cli: RoomCommandLine): void {
  const greet = async (_: RoomCommandLine, name: string, options: { readonly json?: boolean }) =>
    cli.withServer(async (server) =>
      printRecord({ greeting: await server.get(Greetings).greet(name), by: cli.operator().actor }, options),
    );
  cli.group('greetings', 'a room of its own').command('send <name>').option('--json').action(cli.action(greet));
  cli.group('clients').command('greet <name>').option('--json').action(cli.action(greet));
}

const checks: readonly DoctorCheck[] = [
  { order: 45, stage: 'database', find: async ({ database }) => [warn('greetings', `none on ${database.dialect}`)] },
  {
    order: 85,
    stage: 'server',
    find: async (server) => [ok('greeting', await server.get(Greetings).greet('doctor'))],
  },
];

@Declares(
  COMMANDS.of(async () => ({ addCommands })),
  DOCTOR_CHECKS.of(async () => ({ checks })),
)
@Module({ providers: [Greetings] })
class GreetingsModule {}

describe('what a room brings for operators', () => {
  const folder = newFolder();
  const environment = {
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
    DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}`,
    PORT: '9',
  };
  const gatehouse = new CommandLine(environment, { rooms: [GreetingsModule] });

  beforeAll(async () => {
    await gatehouse.json('clients', 'create', '--id', 'one', '--template', 'm2m', '--name', 'One');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['greetings send', 'clients greet'])(
    'is the command %s, which works with the parts of the server',
    async (words) => {
      await expect(gatehouse.json(...words.split(' '), 'alice')).resolves.toEqual({
        greeting: 'hello alice, from 1 client',
        by: expect.stringMatching(/^os:/),
      });
    },
  );

  it('is not there without the room', async () => {
    const without = new CommandLine(environment);
    await expect(without.run('greetings', 'send', 'alice')).resolves.toMatchObject({ code: 2 });
  });

  it('is a check of the doctor at each stage, at its place in the report', async () => {
    const findings = (await gatehouse.json('doctor')) as readonly { readonly check: string; readonly detail: string }[];
    const names = findings.map(({ check }) => check);
    expect(names.slice(names.indexOf('sign-in addresses'), names.indexOf('migrations') + 1)).toEqual([
      'sign-in addresses',
      'greetings',
      'migrations',
    ]);
    expect(names.slice(names.indexOf('audit log'), names.indexOf('key rotation') + 1)).toEqual([
      'audit log',
      'greeting',
      'key rotation',
    ]);
    expect(findings.find(({ check }) => check === 'greeting')?.detail).toBe('hello doctor, from 1 client');
  });
});
