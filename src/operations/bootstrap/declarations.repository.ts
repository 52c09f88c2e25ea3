import { Injectable } from '@nestjs/common';
import type { Members, StoredDeclarations } from '../../admin/bootstrap/remembered.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';

interface Row {
  readonly thing: string;
  readonly members: string;
  readonly passwordVerdict: string | null;
}

const SINCE = 'since';
const ALL = statement(
  'declarations-all',
  'SELECT thing, members, password_verdict AS "passwordVerdict" FROM declarations',
);
const STORE = statement(
  'declarations-store',
  `INSERT INTO declarations (thing, members) VALUES ($1, $2)
   ON CONFLICT (thing) DO UPDATE SET members = excluded.members`,
);
const JUDGE = statement('declarations-judge', 'UPDATE declarations SET password_verdict = $2 WHERE thing = $1');

/** What bootstrap files declared last. */
@Injectable()
export class DeclarationsRepository {
  constructor(private readonly database: Database) {}

  async all(connection: Pick<Transaction, 'query'> = this.database): Promise<StoredDeclarations> {
    const rows = (await connection.query<Row>(ALL)).map((row) => ({ ...row, members: JSON.parse(row.members) }));
    const since = rows.find(({ thing }) => thing === SINCE);
    return {
      members: new Map(rows.map(({ thing, members }) => [thing, members])),
      verdicts: new Map(rows.map(({ thing, passwordVerdict }) => [thing, passwordVerdict])),
      since: Number(since?.members.createdAt ?? 0),
    };
  }

  async store(thing: string, members: Members, transaction: Transaction): Promise<void> {
    await transaction.execute(STORE, [thing, JSON.stringify(members)]);
  }

  async judge(thing: string, passwordVerdict: string, transaction: Transaction): Promise<void> {
    await transaction.execute(JUDGE, [thing, passwordVerdict]);
  }
}
