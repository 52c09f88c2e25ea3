import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type OutputOptions, printRecord } from '../../admin/terminal/output.js';
import { BootstrapService } from './bootstrap.service.js';

export function addCommands(cli: CommandLine): void {
  cli.program
    .command('bootstrap <file>')
    .description('create or update the resources, clients and users that a file names')
    .option(
      '--reset',
      'also secrets, passwords, roles and disabled users that were changed since the file declared them',
    )
    .option('--json', 'print JSON')
    .action(cli.action(bootstrap));
}

async function bootstrap(
  cli: CommandLine,
  file: string,
  options: OutputOptions & { readonly reset?: boolean },
): Promise<void> {
  await cli.withServer(async (server) => {
    const { warnings, counts } = await server.get(BootstrapService).apply(file, options.reset);
    for (const { pointer, detail } of warnings) console.error(`${pointer} ${detail}`);
    printRecord(counts, options);
  });
}
