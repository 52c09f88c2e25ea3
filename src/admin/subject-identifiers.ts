import { Injectable } from '@nestjs/common';
import {
  type Connection,
  Database,
  type Dialect,
  type Statement,
  type Transaction,
} from '../platform/database/database.js';
import { Declarations, Kind } from '../platform/declarations.js';

/** Identifiers that the subject of a token can have. */
export interface Subjects {
  readonly of: 'user' | 'client';
  /** Yields the `id`s of those that are among the identifiers in a JSON list. */
  readonly among: Readonly<Record<Dialect, Statement>>;
  /** Those that are not stored. */
  readonly builtIn?: (declarations: Declarations) => readonly string[];
}

/** The subjects that rooms bring. */
export const SUBJECTS = new Kind<Subjects>('subjects');

const LOCK = 'subject identifiers';

/**
 * Identifiers that someone chose. The subject of a token is a user or a client, and the token does not say which
 * (RFC 9068 §5), so no identifier may be both (RFC 9700 §4.15). Those that the server makes up cannot meet: a user gets a
 * UUID, a client gets 22 characters of base64url.
 */
@Injectable()
export class SubjectIdentifiers {
  constructor(
    private readonly database: Database,
    private readonly declarations: Declarations,
  ) {}

  /** Who else chooses an identifier, of a user or a client, waits until the transaction ends. */
  async reserve(transaction: Transaction): Promise<void> {
    await transaction.lock(LOCK);
  }

  /** Those of the identifiers that are users', or clients'. */
  async among(
    of: Subjects['of'],
    ids: readonly string[],
    connection: Connection = this.database,
  ): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const found = new Set<string>();
    for (const { among, builtIn } of this.subjects(of)) {
      const rows = await connection.query<{ id: string }>(among[this.database.dialect], [JSON.stringify(ids)]);
      for (const { id } of rows) found.add(id);
      for (const id of builtIn?.(this.declarations) ?? []) if (ids.includes(id)) found.add(id);
    }
    return found;
  }

  private subjects(of: Subjects['of']): readonly Subjects[] {
    return this.declarations.all(SUBJECTS).filter((each) => each.of === of);
  }
}
