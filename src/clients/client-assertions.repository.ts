import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';

const USE = statement(
  'client-assertions-use',
  'INSERT INTO client_assertions (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING',
);
const PURGE = deleteExpired('client-assertions-purge', 'client_assertions', 'expires_at');

/** Which client assertions were used. */
@Injectable()
export class ClientAssertionsRepository {
  constructor(private readonly database: Database) {}

  /** Uses an assertion up, on every replica. @returns false if it had been used before */
  async use(digest: string, expiresAt: Instant): Promise<boolean> {
    return (await this.database.execute(USE, [digest, expiresAt])) === 1;
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
