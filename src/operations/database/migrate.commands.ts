import { migrations } from '#migrations';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type OutputOptions, printRows } from '../../admin/terminal/output.js';
import { openDatabase } from '../../platform/database/open-database.js';

export function addCommands(cli: CommandLine): void {
  cli.program
    .command('migrate')
    .description('bring the database up to date')
    .option('--json', 'print JSON')
    .action(cli.action(migrate));
}

async function migrate(cli: CommandLine, options: OutputOptions): Promise<void> {
  const database = await openDatabase(cli.config().databaseUrl, { entities: [], migrations });
  try {
    const names = await database.migrate();
    if (names.length === 0 && !options.json) console.log('the database is up to date');
    else
      printRows(
        names.map((migration) => ({ migration })),
        options,
      );
  } finally {
    await database.close();
  }
}
