import { Injectable } from '@nestjs/common';
import {
  type Connection,
  Database,
  type Dialect,
  type Statement,
  statement,
  type Transaction,
} from '../platform/database/database.js';
import type { Anchor, Seal } from './chain.js';
import { COLUMNS, type EventRow, eventOf, type SealedEvent, type StoredEvent } from './stored-event.js';

/** Held by the process that changes the chain. */
export const CHAIN = 'audit chain';

const ANY_UNSEALED = statement('audit-any-unsealed', 'SELECT id FROM audit_events WHERE sequence IS NULL LIMIT 1');
const COUNT_UNSEALED = statement(
  'audit-count-unsealed',
  'SELECT COUNT(*) AS count FROM audit_events WHERE sequence IS NULL',
);
const UNSEALED = statement(
  'audit-unsealed',
  `SELECT ${COLUMNS} FROM audit_events WHERE sequence IS NULL ORDER BY at, id LIMIT $1`,
);
const LAST_SEALED = statement(
  'audit-last-sealed',
  `SELECT ${COLUMNS} FROM audit_events WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1`,
);
const SEALED = statement(
  'audit-sealed',
  `SELECT ${COLUMNS} FROM audit_events WHERE sequence >= $1 AND (sequence > $1 OR id > $2) ORDER BY sequence, id LIMIT $3`,
);
const DELETE_UNTIL = statement('audit-delete-until', 'DELETE FROM audit_events WHERE sequence <= $1');
const ANCHOR = statement(
  'audit-anchor',
  'SELECT first_sequence, first_previous, last_sequence, last_hash, mac FROM audit_chain',
);
const STORE_ANCHOR = statement(
  'audit-store-anchor',
  `INSERT INTO audit_chain (id, first_sequence, first_previous, last_sequence, last_hash, mac) VALUES ('chain', $1, $2, $3, $4, $5)
   ON CONFLICT (id) DO UPDATE SET first_sequence = $1, first_previous = $2, last_sequence = $3, last_hash = $4, mac = $5`,
);

/** All rows of one batch at once; the seals are a JSON list. */
const SEAL: Readonly<Record<Dialect, Statement>> = {
  sqlite: statement(
    'audit-seal',
    `UPDATE audit_events SET sequence = value->>'sequence', hash = value->>'hash'
     FROM json_each($1) WHERE audit_events.id = value->>'id'`,
  ),
  postgres: statement(
    'audit-seal',
    `UPDATE audit_events SET sequence = s.sequence, hash = s.hash
     FROM json_to_recordset($1::json) AS s(id text, sequence bigint, hash text) WHERE audit_events.id = s.id`,
  ),
};

/** The anchor as it is stored, and the keyed hash that proves that the server wrote it. */
export interface StoredAnchor extends Anchor {
  readonly mac: string;
}

interface AnchorRow {
  readonly first_sequence: number;
  readonly first_previous: string;
  readonly last_sequence: number;
  readonly last_hash: string;
  readonly mac: string;
}

/** Every query on the chain of events. */
@Injectable()
export class AuditChainRepository {
  constructor(private readonly database: Database) {}

  async anyUnsealed(): Promise<boolean> {
    return (await this.database.query(ANY_UNSEALED)).length > 0;
  }

  async countUnsealed(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT_UNSEALED);
    return Number(row?.count);
  }

  /** The oldest that are not sealed yet. */
  async unsealed(limit: number, transaction: Transaction): Promise<readonly StoredEvent[]> {
    return (await transaction.query<EventRow>(UNSEALED, [limit])).map(eventOf);
  }

  async lastSealed(connection: Connection = this.database): Promise<SealedEvent | undefined> {
    const [row] = await connection.query<EventRow>(LAST_SEALED);
    return row && (eventOf(row) as SealedEvent);
  }

  /** In the order of the chain, after this place. Two rows that claim one place are both found. */
  async sealed(
    limit: number,
    after?: Pick<SealedEvent, 'sequence' | 'id'>,
    connection: Connection = this.database,
  ): Promise<readonly SealedEvent[]> {
    // Forged places may be below zero, too.
    const from = [after?.sequence ?? Number.MIN_SAFE_INTEGER, after?.id ?? '', limit];
    return (await connection.query<EventRow>(SEALED, from)).map((row) => eventOf(row) as SealedEvent);
  }

  async seal(seals: readonly Seal[], transaction: Transaction): Promise<void> {
    await transaction.execute(SEAL[this.database.dialect], [JSON.stringify(seals)]);
  }

  async deleteUntil(sequence: number, transaction: Transaction): Promise<void> {
    await transaction.execute(DELETE_UNTIL, [sequence]);
  }

  async anchor(connection: Connection = this.database): Promise<StoredAnchor | undefined> {
    const [row] = await connection.query<AnchorRow>(ANCHOR);
    return (
      row && {
        firstSequence: row.first_sequence,
        firstPrevious: row.first_previous,
        lastSequence: row.last_sequence,
        lastHash: row.last_hash,
        mac: row.mac,
      }
    );
  }

  async storeAnchor(anchor: StoredAnchor, transaction: Transaction): Promise<void> {
    const { firstSequence, firstPrevious, lastSequence, lastHash, mac } = anchor;
    await transaction.execute(STORE_ANCHOR, [firstSequence, firstPrevious, lastSequence, lastHash, mac]);
  }
}
