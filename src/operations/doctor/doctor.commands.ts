import type { CommandLine } from '../../admin/terminal/command-line.js';
import { CommandFailed, type OutputOptions, printRows } from '../../admin/terminal/output.js';
import { diagnose } from './diagnose.js';

export function addCommands(cli: CommandLine): void {
  cli.program
    .command('doctor')
    .description('find out what keeps the server from working')
    .option('--json', 'print JSON')
    .action(cli.action(doctor));
}

async function doctor(cli: CommandLine, options: OutputOptions): Promise<void> {
  const findings = await diagnose(cli);
  const rows = findings.map(({ check, result, detail }) => ({ check, result: result.toUpperCase(), detail }));
  printRows(options.json ? findings.map((finding) => ({ ...finding, ok: finding.result !== 'fail' })) : rows, options);
  const failed = findings.filter(({ result }) => result === 'fail').length;
  if (failed > 0) throw new CommandFailed(`${failed} of ${findings.length} checks failed`);
}
