import { Option } from 'commander';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { addImportOptions, choices, ImportReport, type ReportOptions, withImporter } from './import-report.js';
import { Unmapped } from './unmapped.js';
import { formatOf, openUserFile, USER_FILE_FORMATS, type UserFileFormat } from './user-file.js';
import { UserImporter } from './user-importer.service.js';

interface ImportOptions extends ReportOptions {
  readonly format?: UserFileFormat;
}

export function addCommands(cli: CommandLine): void {
  const command = cli
    .group('users')
    .command('import <file>')
    .description(
      'create users by the thousand from NDJSON or CSV; the same command again continues one that was stopped',
    )
    .addOption(new Option('--format <format>', 'left out: as the name of the file ends').choices(USER_FILE_FORMATS))
    .action(cli.action(importUsers));
  addImportOptions(command);
}

async function importUsers(cli: CommandLine, path: string, options: ImportOptions): Promise<void> {
  const { format = formatOf(path) } = options;
  const file = openUserFile(path, format);
  await withImporter(cli, options, async (server) => {
    const report = new ImportReport(options, file.fraction);
    const unmapped = new Unmapped();
    const totals = await server.get(UserImporter).import(file.records, choices(options), unmapped, report);
    report.end(totals, unmapped.list());
  });
}
