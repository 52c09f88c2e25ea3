import { type Command, InvalidArgumentError } from 'commander';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { type Instant, parseInstant } from '../platform/clock.js';
import type { AuditFilter } from './audit-search.repository.js';
import { AuditTrailService } from './audit-trail.service.js';
import type { Checkpoint } from './audit-verifier.js';
import { presentEvent } from './dto/audit-event.dto.js';
import type { StoredEvent } from './stored-event.js';

const PAGE = 100;

interface ListOptions extends OutputOptions, AuditFilter {
  readonly limit: number;
}

interface VerifyOptions extends OutputOptions {
  readonly expect?: Checkpoint;
}

export function addCommands(cli: CommandLine): void {
  const audit = cli.group('audit', 'who did what, when');
  filtered(audit.command('list'))
    .description('list events, newest first')
    .option('--limit <number>', 'how many at most', count, PAGE)
    .option('--json', 'print JSON')
    .action(cli.action(list));
  audit
    .command('verify')
    .description('find out whether an event was changed, removed or moved since it was written')
    .option('--expect <sequence:hash>', 'an event as it was noted elsewhere, which must still be there', checkpoint)
    .option('--json', 'print JSON')
    .action(cli.action(verify));
  filtered(audit.command('export'))
    .description('print all events, oldest first, one JSON object per line')
    .option('--json', 'it is JSON anyway')
    .action(cli.action(exportEvents));
}

function filtered(command: Command): Command {
  return command
    .option('--type <type>', 'of this type, or of those that begin so before a dot')
    .option('--actor <id>', 'done by this user or client')
    .option('--client-id <id>', 'in which this client was involved')
    .option('--address <address>', 'from this address')
    .option('--from <time>', 'from this time on, such as 2026-11-22T16:00:00Z', instant)
    .option('--until <time>', 'before this time', instant)
    .option('--text <text>', 'with this text in their details');
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 on.');
  return Number(text);
}

function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (Number.isNaN(parsed)) throw new InvalidArgumentError('must be a time such as 2026-11-22T16:00:00Z (RFC 3339).');
  return parsed;
}

function checkpoint(text: string): Checkpoint {
  const [, sequence, hash] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError('must be a sequence number, a colon and a hash, as audit verify prints them.');
  return { sequence: Number(sequence), hash };
}

async function list(cli: CommandLine, { limit, json = false, ...filter }: ListOptions): Promise<void> {
  await cli.reading(async (server) => {
    const trail = server.get(AuditTrailService);
    const events: StoredEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await trail.search(filter, Math.min(PAGE, limit - events.length), cursor);
      events.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined && events.length < limit);
    const shown = events.map(presentEvent);
    const rows = shown.map(({ at, type, actor, client_id, address, details }) => ({
      at,
      type,
      actor,
      client_id,
      address,
      details,
    }));
    printRows(json ? shown.map((event) => ({ ...event })) : rows, { json });
  });
}

async function exportEvents(cli: CommandLine, filter: AuditFilter): Promise<void> {
  await cli.reading(async (server) => {
    for await (const event of server.get(AuditTrailService).export(filter))
      console.log(JSON.stringify(presentEvent(event)));
  });
}

/** @throws CommandFailed where the log is not as it was written */
async function verify(cli: CommandLine, { expect, ...options }: VerifyOptions): Promise<void> {
  await cli.reading(async (server) => {
    const { first, last, unsealed, fault } = await server.get(AuditTrailService).verify(expect);
    const result = {
      intact: fault === undefined,
      events: last.sequence + 1 - first,
      first,
      last: last.sequence,
      head: `${last.sequence}:${last.hash}`,
      unsealed,
      fault,
    };
    printRecord(result, options);
    if (!fault) return;
    const id = fault.id === undefined ? '' : ` (${fault.id})`;
    throw new CommandFailed(`the audit log was tampered with: event ${fault.sequence}${id} ${fault.problem}`);
  });
}
