import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, type Dialect, type Statement, statement, type Value } from '../platform/database/database.js';
import { containing, like } from '../platform/database/like.js';
import { COLUMNS, type EventRow, eventOf, type StoredEvent } from './stored-event.js';

/** Rows that one search looks at; without an index for what is searched, a large log would keep everyone waiting. */
const WINDOW = 10_000;

const FIND = statement('audit-find', `SELECT ${COLUMNS} FROM audit_events WHERE id = $1`);

/** Newest events of one actor among which one of a type is looked for: there may be thousands of others since. */
const RECENT = 1_000;

/** Each actor of a JSON list is one search in the index on actor and time. */
const OF_ACTOR = `SELECT at
  FROM (SELECT at, type FROM audit_events WHERE actor = actors.value ORDER BY at DESC LIMIT ${RECENT}) recent
  WHERE type = $2 ORDER BY at DESC LIMIT 1`;
const LAST: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement('audit-last', `SELECT value AS actor, (${OF_ACTOR}) AS at FROM json_each($1) actors`),
  postgres: statement(
    'audit-last',
    `SELECT value AS actor, (${OF_ACTOR}) AS at FROM json_array_elements_text($1::json) actors`,
  ),
};

/** The account that an event is about, as the index has it. */
const ABOUT: Readonly<Record<Dialect, string>> = {
  sqlite: "json_extract(details, '$.user')",
  // As text: as JSON it refuses what has the escape of a NUL. A quote inside a text is escaped, so nothing but a member matches.
  postgres: `substring(details from '"user":"([^"\\\\]+)"')`,
};
/** Both ends in an index: what someone did, and what others did to the account. */
const concerning = (dialect: Dialect) => {
  const newest = (where: string) =>
    `SELECT * FROM (SELECT ${COLUMNS} FROM audit_events WHERE ${where} AND at <= $2 AND (at < $2 OR id < $3)
     ORDER BY at DESC, id DESC LIMIT $4) own`;
  const others = `${ABOUT[dialect]} = $1 AND (actor IS NULL OR actor <> $1)`;
  return statement(
    'audit-concerning',
    `${newest('actor = $1')} UNION ALL ${newest(others)} ORDER BY at DESC, id DESC LIMIT $4`,
  );
};
const CONCERNING = { sqlite: concerning('sqlite'), postgres: concerning('postgres') };

/** What is searched for; all conditions must be met. */
export interface AuditFilter {
  /** A type, or what several begin with before a dot: `login` finds `login.failed`. */
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly clientId?: string | undefined;
  readonly address?: string | undefined;
  /** The first instant, and the first instant after the range. */
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** Part of the details as JSON, or a request's identifier; `A` to `Z` match `a` to `z`. */
  readonly text?: string | undefined;
}

export type AuditOrder = 'newest' | 'oldest';

/** A place in the log, which is ordered by time here. */
export type AuditPosition = readonly [at: Instant, id: string];

/** What one search found. */
export interface FoundEvents {
  readonly items: readonly StoredEvent[];
  /** The position to go on from; undefined at the end. There may be few events, or none, and yet more later. */
  readonly next: AuditPosition | undefined;
}

const BEGINNING: AuditPosition = [-1, ''];
/** Identifiers are made of hexadecimal digits and dashes. */
const END: AuditPosition = [Number.MAX_SAFE_INTEGER, 'g'];

/** Reads the audit log. */
@Injectable()
export class AuditSearchRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<StoredEvent | undefined> {
    const [row] = await this.database.query<EventRow>(FIND, [id]);
    return row && eventOf(row);
  }

  /** When each of the actors last did what the type says, as far as their newest {@link RECENT} events tell. */
  async last(type: string, actors: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    const rows = await this.database.query<{ readonly actor: string; readonly at: Instant | null }>(
      LAST[this.database.dialect],
      [JSON.stringify(actors), type],
    );
    return new Map(rows.flatMap(({ actor, at }) => (at === null ? [] : [[actor, at] as const])));
  }

  /** At most `limit` events after the position, newest first, that a user did or that are about the account. */
  async concerning(user: string, limit: number, after: AuditPosition = END): Promise<FoundEvents> {
    const rows = await this.database.query<EventRow>(CONCERNING[this.database.dialect], [user, ...after, limit]);
    const items = rows.map(eventOf);
    return { items, next: items.length === limit ? positionOf(items.at(-1)) : undefined };
  }

  /** At most `limit` events after the position, in that order. */
  async search(filter: AuditFilter, order: AuditOrder, limit: number, after?: AuditPosition): Promise<FoundEvents> {
    const { scan, match } = statementsFor(filter, order);
    const from = after ?? (order === 'newest' ? END : BEGINNING);
    const { actor, clientId } = filter;
    const range = [filter.from ?? BEGINNING[0], filter.until ?? END[0], ...from];
    const scanned: readonly Value[] = [...range, ...[actor, clientId].filter((each) => each !== undefined)];
    const pattern = containing(filter.text ?? '');
    const matched = [limit, filter.type ?? '', filter.address ?? '', pattern];
    const items = (await this.database.query<EventRow>(match, [...scanned, ...matched])).map(eventOf);
    if (items.length === limit) return { items, next: positionOf(items.at(-1)) };
    const [last] = await this.database.query<Pick<StoredEvent, 'at' | 'id'>>(scan, scanned);
    return { items, next: positionOf(last) };
  }
}

function positionOf(event: Pick<StoredEvent, 'at' | 'id'> | undefined): AuditPosition | undefined {
  return event && [event.at, event.id];
}

/**
 * `match` filters the window of rows that indexes lead to; `scan` yields the window's last row if it is full. There
 * is one pair per order and per choice of indexed columns, so that PostgreSQL plans each by itself.
 */
function statementsFor({ actor, clientId }: AuditFilter, order: AuditOrder): { scan: Statement; match: Statement } {
  const [direction, beyond] = order === 'newest' ? ['DESC', '<'] : ['ASC', '>'];
  const indexed = [...(actor === undefined ? [] : ['actor']), ...(clientId === undefined ? [] : ['client_id'])];
  const equal = indexed.map((column, index) => ` AND ${column} = $${index + 5}`).join('');
  const sorted = `ORDER BY at ${direction}, id ${direction}`;
  const window = `FROM audit_events WHERE at >= $1 AND at < $2 AND at ${beyond}= $3 AND (at ${beyond} $3 OR id ${beyond} $4)${equal} ${sorted}`;
  const [limit, type, address, text] = [5, 6, 7, 8].map((number) => `$${number + indexed.length}`);
  const name = ['audit', order, ...indexed].join('-');
  return {
    scan: statement(`${name}-scan`, `SELECT at, id ${window} LIMIT 1 OFFSET ${WINDOW - 1}`),
    match: statement(
      `${name}-match`,
      `SELECT ${COLUMNS} FROM (SELECT * ${window} LIMIT ${WINDOW}) scanned
       WHERE (${type} = '' OR type = ${type} OR substr(type, 1, length(${type}) + 1) = ${type} || '.')
         AND (${address} = '' OR address = ${address})
         AND (${text} = '%%' OR ${like('lower(details)', `lower(${text})`)} OR ${like('lower(request_id)', `lower(${text})`)})
       ${sorted} LIMIT ${limit}`,
    ),
  };
}
