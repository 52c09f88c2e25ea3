import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Dialect, statement, type Transaction } from '../platform/database/database.js';
import type { RoleHolders } from '../resources/role-holders.js';
import { contains, inList } from './stored-lists.js';

/** Holders that are named, and read at once. */
const NAMED = 100;
const PAGE = 1000;

const any = (dialect: Dialect) =>
  statement('role-holders-any', `SELECT id FROM users WHERE ${contains(dialect, 'roles', '$1')} LIMIT 1`);
const ANY = { sqlite: any('sqlite'), postgres: any('postgres') };
const page = (dialect: Dialect) =>
  statement(
    'role-holders-page',
    `SELECT id, username FROM users WHERE id > $1 AND ${contains(dialect, 'roles', '$2')} ORDER BY id LIMIT $3`,
  );
const PAGES = { sqlite: page('sqlite'), postgres: page('postgres') };

type Holder = RoleHolders['first'][number];

/** Who holds a role, disabled or not. */
@Injectable()
export class RoleHoldersRepository {
  constructor(private readonly database: Database) {}

  /** Whether anyone holds the role. */
  async any(role: string, transaction: Transaction): Promise<boolean> {
    return (await transaction.query(ANY[this.database.dialect], [inList(role)])).length > 0;
  }

  /** However many they are, only a page of them is in memory. */
  async of(role: string, transaction: Transaction): Promise<RoleHolders> {
    const hash = createHash('sha256');
    let count = 0;
    let first: readonly Holder[] = [];
    for (let after = ''; ; ) {
      const found = await transaction.query<Holder>(PAGES[this.database.dialect], [after, inList(role), PAGE]);
      for (const { id } of found) hash.update(`${JSON.stringify(id)}\n`);
      if (count === 0) first = found.slice(0, NAMED);
      count += found.length;
      if (found.length < PAGE) return { count, first, digest: hash.digest('base64url') };
      after = found.at(-1)?.id as string;
    }
  }
}
