import type { CommandLine } from '../../admin/terminal/command-line.js';
import { writeDocument } from '../../admin/terminal/write-document.js';
import { findUser } from '../../users/find-user.js';
import { PersonalDataService } from './personal-data.service.js';

export function addCommands(cli: CommandLine): void {
  cli
    .group('users')
    .command('export <username>')
    .description('print everything that is stored about one person as JSON, for the person to read')
    .option('--output <file>', 'write it to a file that only you can read')
    .option('--json', 'print JSON, as without')
    .action(cli.action(exportUser));
}

async function exportUser(cli: CommandLine, username: string, { output }: { output?: string }): Promise<void> {
  await cli.changing(async (server) => {
    const { id } = await findUser(server, username);
    writeDocument(await server.get(PersonalDataService).export(id, cli.operator()), output);
  });
}
