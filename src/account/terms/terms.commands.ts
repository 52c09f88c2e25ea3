import { readFileSync } from 'node:fs';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { type ConfirmOptions, confirm } from '../../admin/terminal/confirm.js';
import { CommandFailed, type OutputOptions, printRecord } from '../../admin/terminal/output.js';
import { readJsonFile } from '../../admin/terminal/read-json-file.js';
import { presentTerms } from './dto/terms.dto.js';
import { TermsService } from './terms.service.js';

interface PublishOptions extends OutputOptions {
  readonly url?: string;
  readonly textFile?: string;
  readonly contents?: string;
}

export function addCommands(cli: CommandLine): void {
  const terms = cli.group('terms', 'the terms of use that people accept');
  terms.command('show').description('those that are in force').option('--json', 'print JSON').action(cli.action(show));
  terms
    .command('publish <version>')
    .description('put a version in force, which everyone has to accept')
    .option('--url <url>', 'where it stands')
    .option('--text-file <path>', 'a file with its text')
    .option('--contents <path>', 'a JSON file with url or text, also in languages: url#de, text#de')
    .option('--json', 'print JSON')
    .action(cli.action(publish));
  terms
    .command('withdraw')
    .description('no one has to accept any more')
    .option('--yes', 'do not ask')
    .action(cli.action(withdraw));
}

async function show(cli: CommandLine, options: OutputOptions): Promise<void> {
  await cli.reading(async (server) => {
    const terms = await server.get(TermsService).current();
    if (!terms) throw new CommandFailed('there are no terms of use');
    printRecord({ ...presentTerms(terms) }, options);
  });
}

async function publish(cli: CommandLine, version: string, options: PublishOptions): Promise<void> {
  const { url, textFile, contents, ...output } = options;
  const given = {
    ...(contents === undefined ? {} : (readJsonFile(contents) as object)),
    ...(url === undefined ? {} : { url }),
    ...(textFile === undefined ? {} : { text: read(textFile) }),
  };
  await cli.withServer(async (server) => {
    printRecord({ ...presentTerms(await server.get(TermsService).publish(version, given, cli.operator())) }, output);
  });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${path} cannot be read: ${(error as Error).message}`);
  }
}

async function withdraw(cli: CommandLine, options: ConfirmOptions): Promise<void> {
  await confirm('Withdraw the terms of use?', options);
  await cli.changing(async (server) => {
    if (!(await server.get(TermsService).withdraw(cli.operator())))
      throw new CommandFailed('there are no terms of use');
  });
}
