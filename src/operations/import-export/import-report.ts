import { closeSync, openSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import type { CommandLine } from '../../admin/terminal/command-line.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../../admin/terminal/output.js';
import { Progress } from '../../admin/terminal/progress.js';
import type { Note } from './unmapped.js';
import type { ImportOptions, ImportTotals, Observer, Rejection } from './user-importer.service.js';

/** Rejections that are printed; a report file has them all. */
const PRINTED = 20;

export interface ReportOptions extends OutputOptions {
  /** Where all rejections go, a JSON object per line. */
  readonly report?: string;
  readonly update?: boolean;
  readonly dryRun?: boolean;
  readonly administrators?: boolean;
}

/** The options that every import has. */
export function addImportOptions(command: Command): void {
  command
    .option('--update', 'change users who are there already; left out: they stay as they are')
    .option('--administrators', 'also make and change administrators; left out: what gives power here is listed only')
    .option('--dry-run', 'look for mistakes, store nothing')
    .option('--report <file>', 'write everything that is rejected to a file, a JSON object per line')
    .option('--json', 'print JSON');
}

export function choices({ update = false, dryRun = false, administrators = false }: ReportOptions): ImportOptions {
  return { update, dryRun, administrators };
}

/** Does the work of an import; a dry run makes no database. */
export function withImporter(
  cli: CommandLine,
  { dryRun }: ReportOptions,
  work: Parameters<CommandLine['reading']>[0],
): Promise<unknown> {
  return dryRun ? cli.trying(work) : cli.withServer(work);
}

/** Tells a person how an import goes, and what was rejected. */
export class ImportReport implements Observer {
  private readonly progressed = new Progress();
  private readonly shown: Rejection[] = [];
  private readonly file: number | undefined;
  private count = 0;

  /** @param fraction how much is read, from 0 to 1 */
  constructor(
    private readonly options: ReportOptions,
    private readonly fraction: () => number,
  ) {
    this.file = options.report === undefined ? undefined : openSync(options.report, 'w', 0o600);
  }

  rejected(rejection: Rejection): void {
    this.count++;
    if (this.shown.length < PRINTED) this.shown.push(rejection);
    if (this.file !== undefined) writeSync(this.file, `${JSON.stringify(rejection)}\n`);
  }

  progress({ read }: ImportTotals): void {
    this.progressed.show(read, this.fraction());
  }

  /**
   * Prints what came of it.
   * @param more what else came of it
   * @throws CommandFailed if something was rejected
   */
  end(totals: ImportTotals, unmapped: readonly Note[], more: Readonly<Record<string, unknown>> = {}): void {
    this.progressed.end();
    if (this.file !== undefined) closeSync(this.file);
    const { json = false, dryRun = false } = this.options;
    if (!json) printUnmapped(unmapped);
    const dry = dryRun ? { dry_run: true } : {};
    printRecord(
      json
        ? { ...dry, ...totals, rejections: this.shown, ...more, unmapped }
        : labelled({ ...totals, ...more }, dryRun),
      this.options,
    );
    if (totals.rejected > 0 && !json) for (const each of this.shown) console.error(lineOf(each));
    if (dryRun) console.error('this was a dry run: nothing is stored');
    if (totals.rejected === 0) return;
    const hidden = this.count - this.shown.length;
    const where = this.options.report === undefined ? 'are written by --report FILE' : `are in ${this.options.report}`;
    const rest = hidden > 0 ? `; ${hidden} more mistakes ${where}` : '';
    const outcome = dryRun ? 'would be rejected' : 'were rejected, all others are stored';
    throw new CommandFailed(`${totals.rejected} of ${totals.read} users ${outcome}${rest}`);
  }
}

/** The totals for a person, who is told that a dry run only would do so. */
function labelled(totals: object, dryRun: boolean): Readonly<Record<string, unknown>> {
  const would: Readonly<Record<string, string>> = {
    created: 'would be created',
    updated: 'would be updated',
    unchanged: 'would stay unchanged',
    rejected: 'would be rejected',
    clients_created: 'clients that would be created',
    clients_unchanged: 'clients that would stay unchanged',
  };
  return Object.fromEntries(
    Object.entries(totals).map(([name, value]) => [
      (dryRun ? would[name] : undefined) ?? name.replaceAll('_', ' '),
      value,
    ]),
  );
}

function printUnmapped(unmapped: readonly Note[]): void {
  if (unmapped.length === 0) return;
  console.log('What did not map:');
  printRows(
    unmapped.map((note) => ({ ...note })),
    {},
  );
  console.log('');
}

function lineOf({ line, username, field, reason }: Rejection): string {
  return `line ${line}${username === undefined ? '' : ` (${username})`}: ${field === '' ? '' : `${field} `}${reason}`;
}
