import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';

const USE = statement(
  'client-assertions-use',
  'INSERT INTO client_assertions (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING',
);
const PURGE = statement(
  'client-assertions-purge',
  'DELETE FROM client_assertions WHERE digest IN (SELECT digest FROM client_assertions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)',
);

/** Which client assertions were used. */
@Injectable()
export class ClientAssertionsRepository {
  constructor(private readonly database: Database) {}

  /** Uses an assertion up, on every replica. @returns false where it had been used before */
  async use(digest: string, expiresAt: Instant): Promise<boolean> {
    return (await this.database.execute(USE, [digest, expiresAt])) === 1;
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE, [now, limit]);
  }
}
