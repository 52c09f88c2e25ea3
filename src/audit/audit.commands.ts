import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError } from 'commander';
import { firstOf } from '../admin/cursor.js';
import { count, instant, TIME_ZONE } from '../admin/terminal/arguments.js';
import type { CommandLine } from '../admin/terminal/command-line.js';
import { CommandFailed, type OutputOptions, printRecord, printRows } from '../admin/terminal/output.js';
import { Clock, type Instant } from '../platform/clock.js';
import { ACTOR_NAMES, type ActorNames } from './actor-names.js';
import type { AuditFilter } from './audit-search.repository.js';
import { AuditTrailService } from './audit-trail.service.js';
import type { Checkpoint } from './audit-verifier.js';
import { type AuditEventDto, presentEvent } from './dto/audit-event.dto.js';
import { AuditExport } from './export/audit-export.js';
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
    .option('--ocsf', 'as OCSF, which monitoring systems read')
    .action(cli.action(exportEvents));
}

function filtered(command: Command): Command {
  return command
    .option('--type <type>', 'of this type, or of those that begin so before a dot')
    .option('--actor <name>', 'done by this user (username or identifier) or client')
    .option('--client-id <id>', 'in which this client was involved')
    .option('--address <address>', 'from this address')
    .option(
      '--from <time>',
      `from this time on: 2026-11-22T16:00:00Z, 2026-11-22, today, yesterday, "2 hours ago"; days begin in the time zone ${TIME_ZONE} (TZ)`,
      moment,
    )
    .option('--until <time>', 'before this time, said likewise', moment)
    .option('--text <text>', 'with this text in their details');
}

function moment(text: string): Instant {
  return instant(text, new Clock().now());
}

function checkpoint(text: string): Checkpoint {
  const [, sequence, hash] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError('must be a sequence number, a colon and a hash, as audit verify prints them.');
  return { sequence: Number(sequence), hash };
}

async function list(cli: CommandLine, { limit, json = false, ...asked }: ListOptions): Promise<void> {
  await cli.reading(async (server) => {
    const people = await peopleOf(cli);
    const filter = await named(people, server, asked);
    const trail = server.get(AuditTrailService);
    const { items, next } = await firstOf(limit, (most, cursor) => trail.search(filter, Math.min(PAGE, most), cursor));
    const events = items.map(presentEvent);
    const names = json ? new Map<string, string>() : await namesIn(people, server, events);
    const rows = events.map(({ at, type, actor, client_id, address, details }) => ({
      at,
      type,
      actor: actor && (names.get(actor) ?? actor),
      client_id,
      address,
      details: withNames(details, names),
    }));
    printRows(json ? events.map((event) => ({ ...event })) : rows, { json }, 'no such events');
    if (next !== undefined && !json) console.error(`there may be more; these are the newest ${limit} (--limit)`);
  });
}

async function exportEvents(
  cli: CommandLine,
  { ocsf = false, ...asked }: AuditFilter & { readonly ocsf?: boolean },
): Promise<void> {
  await cli.reading(async (server) => {
    const filter = await named(await peopleOf(cli), server, asked);
    const present = (event: StoredEvent) => (ocsf ? server.get(AuditExport).present(event) : presentEvent(event));
    for await (const event of server.get(AuditTrailService).export(filter)) console.log(JSON.stringify(present(event)));
  });
}

async function peopleOf({ declarations }: CommandLine): Promise<readonly ActorNames[]> {
  return Promise.all(declarations.all(ACTOR_NAMES).map(async (load) => (await load()).actorNames));
}

/** The filter with the identifier of an actor who is given by name. */
async function named(
  people: readonly ActorNames[],
  server: INestApplicationContext,
  filter: AuditFilter,
): Promise<AuditFilter> {
  const { actor } = filter;
  if (actor === undefined) return filter;
  const found = await Promise.all(people.map((each) => each.find(server, actor)));
  return { ...filter, actor: found.find((id) => id !== undefined) ?? actor };
}

/** The names of all who are named in events, as actors or in the details. */
async function namesIn(
  people: readonly ActorNames[],
  server: INestApplicationContext,
  events: readonly AuditEventDto[],
): Promise<ReadonlyMap<string, string>> {
  const texts = events.flatMap(({ actor, details }) => [actor, ...Object.values(details)]);
  const ids = [...new Set(texts.filter((text) => typeof text === 'string'))];
  const found = await Promise.all(people.map((each) => each.namesOf(server, ids)));
  return new Map(found.flatMap((names) => [...names]));
}

function withNames(details: AuditEventDto['details'], names: ReadonlyMap<string, string>): AuditEventDto['details'] {
  const entries = Object.entries(details).map(([name, value]) => [name, names.get(String(value)) ?? value]);
  return Object.fromEntries(entries);
}

/** @throws CommandFailed if the log is not as it was written */
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
