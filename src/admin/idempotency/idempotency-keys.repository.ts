import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement } from '../../platform/database/database.js';
import { deleteExpired } from '../../platform/database/delete-expired.js';

/**
 * A key that has expired counts as deleted, purged or not. If the owner of a request in progress has ended, its key goes to the
 * next process that gets the same request.
 */
const CLAIM = statement(
  'idempotency-keys-claim',
  `INSERT INTO idempotency_keys (digest, fingerprint, sealed_answer, owner, leased_until, expires_at)
   VALUES ($1, $2, NULL, $3, $4, $5)
   ON CONFLICT (digest) DO UPDATE
   SET fingerprint = excluded.fingerprint, sealed_answer = NULL, owner = excluded.owner,
     leased_until = excluded.leased_until, expires_at = excluded.expires_at
   WHERE idempotency_keys.expires_at <= $6 OR (idempotency_keys.sealed_answer IS NULL
     AND idempotency_keys.leased_until <= $6 AND idempotency_keys.fingerprint = excluded.fingerprint)`,
);
const RENEW = statement(
  'idempotency-keys-renew',
  'UPDATE idempotency_keys SET leased_until = $3 WHERE digest = $1 AND owner = $2 AND sealed_answer IS NULL',
);
const FIND = statement(
  'idempotency-keys-find',
  'SELECT fingerprint, sealed_answer AS "sealedAnswer" FROM idempotency_keys WHERE digest = $1',
);
const ANSWER = statement(
  'idempotency-keys-answer',
  'UPDATE idempotency_keys SET sealed_answer = $3 WHERE digest = $1 AND owner = $2',
);
const RELEASE = statement('idempotency-keys-release', 'DELETE FROM idempotency_keys WHERE digest = $1 AND owner = $2');
const PURGE = deleteExpired('idempotency-keys-purge', 'idempotency_keys', 'expires_at');

/** A request that came before with the same key. */
export interface KnownRequest {
  readonly fingerprint: string;
  /** Null while it is in progress. */
  readonly sealedAnswer: string | null;
}

/** A key, and the attempt that has it. */
export interface Claim {
  readonly digest: string;
  readonly owner: string;
}

export interface ClaimTimes {
  readonly leasedUntil: Instant;
  readonly expiresAt: Instant;
}

@Injectable()
export class IdempotencyKeysRepository {
  constructor(private readonly database: Database) {}

  /** @returns whether the key is the caller's now; of several at once, only one gets it */
  async claim({ digest, owner }: Claim, fingerprint: string, now: Instant, until: ClaimTimes): Promise<boolean> {
    const values = [digest, fingerprint, owner, until.leasedUntil, until.expiresAt, now];
    return (await this.database.execute(CLAIM, values)) === 1;
  }

  /** Renews the claim, while its owner lives. */
  async renew({ digest, owner }: Claim, leasedUntil: Instant): Promise<void> {
    await this.database.execute(RENEW, [digest, owner, leasedUntil]);
  }

  async find(digest: string): Promise<KnownRequest | undefined> {
    return (await this.database.query<KnownRequest>(FIND, [digest]))[0];
  }

  async answer({ digest, owner }: Claim, sealedAnswer: string): Promise<void> {
    await this.database.execute(ANSWER, [digest, owner, sealedAnswer]);
  }

  /** Forgets the key, so that the request may be sent again. */
  async release({ digest, owner }: Claim): Promise<void> {
    await this.database.execute(RELEASE, [digest, owner]);
  }

  /** Deletes at most `limit` that have expired; returns how many. */
  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}
