import { type Command, Option } from 'commander';
import { formatOf, openUserFile, USER_FILE_FORMATS, type UserFileFormat } from '../import-export/user-file.js';
import { addImportOptions, choices, ImportReport, type ReportOptions } from './import-report.js';
import { withServer } from './server-context.js';

interface ImportOptions extends ReportOptions {
  readonly format?: UserFileFormat;
}

export function addUsersImportCommand(users: Command): void {
  const command = users
    .command('import <file>')
    .description(
      'create users by the thousand from NDJSON or CSV; the same command again continues one that was stopped',
    )
    .addOption(new Option('--format <format>', 'left out: as the name of the file ends').choices(USER_FILE_FORMATS))
    .action(importUsers);
  addImportOptions(command);
}

async function importUsers(path: string, options: ImportOptions): Promise<void> {
  const { format = formatOf(path) } = options;
  const file = openUserFile(path, format);
  await withServer(async (server) => {
    const { UserImporter } = await import('../import-export/user-importer.service.js');
    const report = new ImportReport(options, file.fraction);
    const { Unmapped } = await import('../import-export/unmapped.js');
    const unmapped = new Unmapped();
    const totals = await server.get(UserImporter).import(file.records, choices(options), unmapped, report);
    report.end(totals, unmapped.list());
  });
}
