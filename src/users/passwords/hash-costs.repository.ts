import { Injectable } from '@nestjs/common';
import { Database, type Dialect, type Statement, statement } from '../../platform/database/database.js';
import { costOf } from './formats/password-format.js';

/** As the index `users_hashes_from_elsewhere` has it. */
const hashFromElsewhere = (beginning: string) =>
  statement(
    'users-hash-from-elsewhere',
    `SELECT password_hash FROM users WHERE substr(password_hash, 1, 31) <> '$argon2id$v=19$m=19456,t=2,p=1$'
     AND ${beginning} > $1 ORDER BY ${beginning} LIMIT 1`,
  );
const HASH_FROM_ELSEWHERE: Readonly<Record<Dialect, Statement>> = {
  sqlite: hashFromElsewhere('substr(password_hash, 1, 64)'),
  postgres: hashFromElsewhere('substr(password_hash, 1, 64) COLLATE "C"'),
};

/** How costly the stored passwords are. */
@Injectable()
export class HashCostsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Of the hashes that do not have the parameters of this version, one for each cost. Each is found by an index.
   * @param most how many
   */
  async hashesFromElsewhere(most: number): Promise<readonly string[]> {
    const found: string[] = [];
    let after = '';
    while (found.length < most) {
      const [row] = await this.database.query<{ password_hash: string }>(HASH_FROM_ELSEWHERE[this.database.dialect], [
        after,
      ]);
      if (!row) break;
      found.push(row.password_hash);
      after = `${costOf(row.password_hash)}\uffff`;
    }
    return found;
  }
}
