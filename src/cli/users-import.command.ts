import { type Command, Option } from 'commander';
import { formatOf, openUserFile, USER_FILE_FORMATS, type UserFileFormat } from '../transfer/user-file.js';
import { ImportReport, type ReportOptions } from './import-report.js';
import { withServer } from './server-context.js';

interface ImportOptions extends ReportOptions {
  readonly format?: UserFileFormat;
  readonly update?: boolean;
  readonly dryRun?: boolean;
}

export function addUsersImportCommand(users: Command): void {
  users
    .command('import <file>')
    .description(
      'create users by the thousand from NDJSON or CSV; the same command again continues one that was stopped',
    )
    .addOption(new Option('--format <format>', 'left out: as the name of the file ends').choices(USER_FILE_FORMATS))
    .option('--update', 'change users who are there already; left out: they stay as they are')
    .option('--dry-run', 'look for mistakes, store nothing')
    .option('--report <file>', 'write everything that is rejected to a file, a JSON object per line')
    .option('--json', 'print JSON')
    .action(importUsers);
}

async function importUsers(path: string, options: ImportOptions): Promise<void> {
  const { format = formatOf(path), update = false, dryRun = false } = options;
  const file = openUserFile(path, format);
  await withServer(async (server) => {
    const { UserImporter } = await import('../transfer/user-importer.service.js');
    const report = new ImportReport(options, file.fraction);
    report.end(await server.get(UserImporter).import(file.records, { update, dryRun }, report));
  });
}
