import type { Command } from 'commander';
import { configFromEnvironment } from '../server/environment.js';
import { GracefulStop } from '../server/graceful-stop.js';
import { diagnose } from './doctor/diagnose.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from './output.js';
import { withServer } from './server-context.js';

export function addServerCommands(program: Command): void {
  program.command('serve').description('start the server').action(serve);
  program
    .command('migrate')
    .description('bring the database up to date')
    .option('--json', 'print JSON')
    .action(migrate);
  program
    .command('bootstrap <file>')
    .description('create or update the resources, clients and users that a file names')
    .option(
      '--reset',
      'also secrets, passwords, roles and disabled users that were changed since the file declared them',
    )
    .option('--json', 'print JSON')
    .action(bootstrap);
  program
    .command('doctor')
    .description('find out what keeps the server from working')
    .option('--json', 'print JSON')
    .action(doctor);
}

async function serve(): Promise<void> {
  const stop = new GracefulStop().onSignals();
  const { serve: start } = await import('../server/start.js');
  await start(stop);
}

async function migrate(options: OutputOptions): Promise<void> {
  const { databaseUrl } = configFromEnvironment();
  const { openDatabase } = await import('../platform/database/open-database.js');
  const { migrations } = await import('#migrations');
  const database = await openDatabase(databaseUrl, { entities: [], migrations });
  try {
    const names = await database.migrate();
    if (names.length === 0 && !options.json) console.log('the database is up to date');
    printRows(
      names.map((migration) => ({ migration })),
      options,
    );
  } finally {
    await database.close();
  }
}

async function bootstrap(file: string, options: OutputOptions & { readonly reset?: boolean }): Promise<void> {
  await withServer(async (server) => {
    const { BootstrapService } = await import('../bootstrap/bootstrap.service.js');
    const { warnings, ...counts } = await server.get(BootstrapService).apply(file, options.reset);
    for (const { pointer, detail } of warnings) console.error(`${pointer} ${detail}`);
    printRecord(counts, options);
  });
}

async function doctor(options: OutputOptions): Promise<void> {
  const findings = await diagnose();
  const rows = findings.map(({ check, result, detail }) => ({ check, result: result.toUpperCase(), detail }));
  printRows(options.json ? findings.map((finding) => ({ ...finding, ok: finding.result !== 'fail' })) : rows, options);
  const failed = findings.filter(({ result }) => result === 'fail').length;
  if (failed > 0) throw new CommandFailed(`${failed} of ${findings.length} checks failed`);
}
