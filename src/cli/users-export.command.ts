import type { Command } from 'commander';
import { findUser } from './find-user.js';
import { operator } from './operator.js';
import { withServer } from './server-context.js';
import { writeDocument } from './write-document.js';

export function addUsersExportCommand(users: Command): void {
  users
    .command('export <username>')
    .description('print everything that is stored about one person as JSON, for the person to read')
    .option('--output <file>', 'write it to a file that only you can read')
    .option('--json', 'print JSON, as without')
    .action(exportUser);
}

async function exportUser(username: string, { output }: { output?: string }): Promise<void> {
  await withServer(async (server) => {
    const { PersonalDataService } = await import('../import-export/personal-data.service.js');
    const { id } = await findUser(server, username);
    writeDocument(await server.get(PersonalDataService).export(id, operator()), output);
  });
}
