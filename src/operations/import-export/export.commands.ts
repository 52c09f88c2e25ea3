import type { CommandLine } from '../../admin/terminal/command-line.js';
import { writeDocument } from '../../admin/terminal/write-document.js';
import { ConfigurationExport } from './configuration-export.service.js';

interface ExportOptions {
  readonly users?: boolean;
  readonly output?: string;
}

export function addCommands(cli: CommandLine): void {
  cli.program
    .command('export')
    .description('print the configuration as a bootstrap file that makes an empty server the same as this one')
    .option('--users', 'with all users, their identifiers and password hashes')
    .option('--output <file>', 'write it to a file that only you can read')
    .option('--json', 'print JSON, as without')
    .action(cli.action(exportConfiguration));
}

async function exportConfiguration(cli: CommandLine, { users = false, output }: ExportOptions): Promise<void> {
  await cli.reading(async (server) => {
    writeDocument(await server.get(ConfigurationExport).document(users), output);
  });
}
