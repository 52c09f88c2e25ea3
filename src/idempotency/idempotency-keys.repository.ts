import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Database, statement } from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';

/** One that has expired is as good as none, purged or not. */
const CLAIM = statement(
  'idempotency-keys-claim',
  `INSERT INTO idempotency_keys (digest, fingerprint, sealed_answer, expires_at) VALUES ($1, $2, NULL, $3)
   ON CONFLICT (digest) DO UPDATE
   SET fingerprint = excluded.fingerprint, sealed_answer = NULL, expires_at = excluded.expires_at
   WHERE idempotency_keys.expires_at <= $4`,
);
const FIND = statement(
  'idempotency-keys-find',
  'SELECT fingerprint, sealed_answer AS "sealedAnswer" FROM idempotency_keys WHERE digest = $1',
);
const ANSWER = statement('idempotency-keys-answer', 'UPDATE idempotency_keys SET sealed_answer = $2 WHERE digest = $1');
const RELEASE = statement('idempotency-keys-release', 'DELETE FROM idempotency_keys WHERE digest = $1');
const PURGE = deleteExpired('idempotency-keys-purge', 'idempotency_keys', 'expires_at');

/** A request that came before with the same key. */
export interface KnownRequest {
  readonly fingerprint: string;
  /** Null while it is in progress. */
  readonly sealedAnswer: string | null;
}

@Injectable()
export class IdempotencyKeysRepository {
  constructor(private readonly database: Database) {}

  /** @returns whether the key is the caller's now; of many at once, one's */
  async claim(digest: string, fingerprint: string, now: Instant, expiresAt: Instant): Promise<boolean> {
    return (await this.database.execute(CLAIM, [digest, fingerprint, expiresAt, now])) === 1;
  }

  async find(digest: string): Promise<KnownRequest | undefined> {
    return (await this.database.query<KnownRequest>(FIND, [digest]))[0];
  }

  async answer(digest: string, sealedAnswer: string): Promise<void> {
    await this.database.execute(ANSWER, [digest, sealedAnswer]);
  }

  /** Forgets the key, so that the request may be sent again. */
  async release(digest: string): Promise<void> {
    await this.database.execute(RELEASE, [digest]);
  }

  /** Deletes at most `limit` that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
