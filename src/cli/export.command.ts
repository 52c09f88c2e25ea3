import type { Command } from 'commander';
import { withServer } from './server-context.js';
import { writeDocument } from './write-document.js';

interface ExportOptions {
  readonly users?: boolean;
  readonly output?: string;
}

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('print the configuration as a bootstrap file that makes an empty server the same as this one')
    .option('--users', 'with all users, their identifiers and password hashes')
    .option('--output <file>', 'write it to a file that only you can read')
    .option('--json', 'print JSON, as without')
    .action(exportConfiguration);
}

async function exportConfiguration({ users = false, output }: ExportOptions): Promise<void> {
  await withServer(async (server) => {
    const { ConfigurationExport } = await import('../import-export/configuration-export.service.js');
    writeDocument(await server.get(ConfigurationExport).document(users), output);
  });
}
