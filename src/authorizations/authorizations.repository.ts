import { Injectable } from '@nestjs/common';
import { LruMap } from 'toad-cache';
import { formatScope } from '../oauth/scope.js';
import type { Instant } from '../platform/clock.js';
import {
  type Connection,
  Database,
  type Dialect,
  type Statement,
  statement,
  type Transaction,
} from '../platform/database/database.js';
import { deleteExpired } from '../platform/database/delete-expired.js';
import { Declarations } from '../platform/declarations.js';
import type { TokenHolder } from '../resource-server/token-holder.js';
import type { Authorization } from './authorization.js';
import { AUTHORIZATION_COLUMNS, type AuthorizationRow, askedClaimsOf, authorizationOf } from './authorization-row.js';
import { CONSENT_GROUND, type ConsentGround, SESSION_GROUND, type SessionGround } from './grounds.js';
import type { AuthorizationId } from './refresh-token.js';
import type { Rotations } from './rotations.js';

/**
 * A code starts one authorization, and none if the session it was issued in has ended or the consent it rests on was
 * withdrawn. Who ends or withdraws at the same time waits for the lock, and then finds the authorization. The session is
 * locked before the consent, as by who deletes both.
 */
function insertion(dialect: Dialect, session: SessionGround, consent: ConsentGround): Statement {
  return statement(
    'authorizations-insert',
    `INSERT INTO families (id, client_id, user_id, sid, scope, resources, asked_claims, authenticated_at, acr, amr, issued_at,
       generation, refresh_token_digest, idle_expires_at, expires_at, purge_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
     FROM (${session(dialect, '$4')}) AS s
     WHERE CAST($17 AS BIGINT) IS NULL
       OR EXISTS (${consent(dialect, 's.user_id', 'CAST($2 AS VARCHAR)', '$17')})
     ON CONFLICT (id) DO NOTHING`,
  );
}
const FIND = statement('authorizations-find', `SELECT ${AUTHORIZATION_COLUMNS} FROM families WHERE id = $1`);
/** An earlier access token may end later than the one that is issued now, so the time of deletion never goes back. */
const ROTATE = statement(
  'authorizations-rotate',
  `UPDATE families SET generation = $3, refresh_token_digest = $4, rotations = $5, idle_expires_at = $6,
     purge_at = CASE WHEN purge_at > $7 THEN purge_at ELSE $7 END
   WHERE id = $1 AND generation = $2 AND revoked_at IS NULL`,
);
const KEEP = statement('authorizations-keep', 'UPDATE families SET purge_at = $2 WHERE id = $1 AND purge_at < $2');
const REVOKE = statement(
  'authorizations-revoke',
  'UPDATE families SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
);
const REVOKE_FOR = statement(
  'authorizations-revoke-for',
  'UPDATE families SET revoked_at = $3 WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL',
);
const REVOKE_ALL_OF = statement(
  'authorizations-revoke-all-of',
  'UPDATE families SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL',
);
/** Everything that any client holds for anyone. */
export const REVOKE_ALL = statement(
  'authorizations-revoke-all',
  'UPDATE families SET revoked_at = $1 WHERE revoked_at IS NULL',
);
const REVOKE_SESSION = statement(
  'authorizations-revoke-session',
  `UPDATE families SET revoked_at = $3
   WHERE user_id = $1 AND sid = $2 AND revoked_at IS NULL AND (' ' || scope || ' ') NOT LIKE '% offline_access %'`,
);
const STATUS = statement(
  'authorizations-status',
  `SELECT (SELECT COUNT(*) FROM revoked_tokens WHERE digest = $1) AS denied, f.user_id, f.asked_claims
   FROM (SELECT 1 AS one) AS always LEFT JOIN families f ON f.id = $2 AND f.revoked_at IS NULL`,
);
const DENY = statement(
  'revoked-tokens-insert',
  'INSERT INTO revoked_tokens (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING',
);
const ALL_OF = statement(
  'authorizations-all-of',
  `SELECT client_id AS "clientId", sid, scope, resources, authenticated_at AS "authenticatedAt", issued_at AS "issuedAt",
     expires_at AS "expiresAt", revoked_at AS "revokedAt"
   FROM families WHERE user_id = $1 ORDER BY authenticated_at, id`,
);
const PURGE = deleteExpired('authorizations-purge', 'families', 'purge_at');
const PURGE_DENIED = deleteExpired('revoked-tokens-purge', 'revoked_tokens', 'expires_at');

/** Authorizations that are remembered at most. */
const AUTHORIZATIONS_KEPT = 1_000;

/** The state of the refresh token after a redemption or a rotation. */
export interface Issued {
  readonly generation: number | null;
  readonly refreshTokenDigest: string | null;
  readonly idleExpiresAt: Instant | null;
  readonly purgeAt: Instant;
}

/** What a person may see of an authorization. */
export interface OwnAuthorization {
  readonly clientId: string;
  readonly sid: string;
  readonly scope: string;
  /** JSON. */
  readonly resources: string;
  readonly authenticatedAt: Instant;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Every query on authorizations and on access tokens that were revoked one by one. */
@Injectable()
export class AuthorizationsRepository {
  /**
   * Authorizations as this process wrote them last. Another process may have changed them since, so what is remembered
   * here decides nothing by itself: it only saves reading what a conditional update then confirms.
   */
  private readonly recent = new LruMap<Authorization>(AUTHORIZATIONS_KEPT);

  private readonly insertion: Statement;

  constructor(
    private readonly database: Database,
    declarations: Declarations,
  ) {
    const grounds = [declarations.only(SESSION_GROUND), declarations.only(CONSENT_GROUND)] as const;
    this.insertion = insertion(database.dialect, ...grounds);
  }

  /**
   * @param consentedAt when the consent was given that the authorization rests on; null if it needs none
   * @returns false if there is an authorization of this identifier, or its session has ended, or that consent was
   *   withdrawn
   */
  async insert(authorization: Authorization, purgeAt: Instant, consentedAt: Instant | null): Promise<boolean> {
    const inserted = await this.database.execute(this.insertion, [
      authorization.id,
      authorization.clientId,
      authorization.userId,
      authorization.sid,
      formatScope(authorization.scope),
      JSON.stringify(authorization.resources),
      authorization.askedClaims && JSON.stringify(authorization.askedClaims),
      authorization.authenticatedAt,
      authorization.acr,
      authorization.amr.join(' '),
      authorization.issuedAt,
      authorization.generation,
      authorization.refreshTokenDigest,
      authorization.idleExpiresAt,
      authorization.expiresAt,
      purgeAt,
      consentedAt,
    ]);
    if (inserted === 1) this.recent.set(authorization.id, authorization);
    return inserted === 1;
  }

  async find(id: AuthorizationId, connection: Connection = this.database): Promise<Authorization | undefined> {
    const [row] = await connection.query<AuthorizationRow>(FIND, [id]);
    return row && authorizationOf(row);
  }

  /** As this process wrote it last, without asking the database: only for what {@link rotate} then confirms. */
  remembered(id: AuthorizationId): Authorization | undefined {
    return this.recent.get(id);
  }

  /** Replaces the refresh token that the authorization has. @returns false if another request was faster */
  async rotate(authorization: Authorization, rotations: Rotations, issued: Issued): Promise<boolean> {
    const { generation, refreshTokenDigest, idleExpiresAt, purgeAt } = issued;
    const { id, generation: from } = authorization;
    const values = [id, from, generation, refreshTokenDigest, JSON.stringify(rotations), idleExpiresAt, purgeAt];
    const rotated = (await this.database.execute(ROTATE, values)) === 1;
    if (rotated) this.recent.set(id, { ...authorization, generation, refreshTokenDigest, rotations, idleExpiresAt });
    else this.recent.delete(id);
    return rotated;
  }

  /** Keeps it at least until `purgeAt`. */
  async keep(id: AuthorizationId, purgeAt: Instant): Promise<void> {
    await this.database.execute(KEEP, [id, purgeAt]);
  }

  /** @returns false if it was revoked before */
  async revoke(id: AuthorizationId, now: Instant, connection: Connection = this.database): Promise<boolean> {
    this.recent.delete(id);
    return (await connection.execute(REVOKE, [id, now])) === 1;
  }

  async revokeFor(
    userId: string,
    clientId: string,
    now: Instant,
    connection: Connection = this.database,
  ): Promise<number> {
    return connection.execute(REVOKE_FOR, [userId, clientId, now]);
  }

  /** Everything that clients hold or held for the user, the oldest first. */
  allOf(userId: string): Promise<readonly OwnAuthorization[]> {
    return this.database.query<OwnAuthorization>(ALL_OF, [userId]);
  }

  /** Ends everything that any client holds for the user, offline access too. */
  async revokeAllOf(userId: string, now: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(REVOKE_ALL_OF, [userId, now]);
  }

  /** Ends what came from the session, except if offline access was granted (OIDC Core §11). */
  async revokeSession(
    { userId, sid }: Pick<Authorization, 'userId' | 'sid'>,
    now: Instant,
    connection: Connection = this.database,
  ): Promise<number> {
    return connection.execute(REVOKE_SESSION, [userId, sid, now]);
  }

  /** Whether the one access token was revoked, and for whom its authorization lives; undefined if it does not. */
  async status(
    tokenDigest: string,
    authorizationId: string | null,
  ): Promise<{ denied: boolean; holder: TokenHolder | undefined }> {
    const [row] = await this.database.query<StatusRow>(STATUS, [tokenDigest, authorizationId]);
    if (!row || row.user_id === null) return { denied: row?.denied !== 0, holder: undefined };
    return {
      denied: row.denied !== 0,
      holder: { userId: row.user_id, askedClaims: askedClaimsOf(row.asked_claims) },
    };
  }

  /** Denies one access token. @returns false if it was denied already */
  async deny(tokenDigest: string, expiresAt: Instant, transaction: Transaction): Promise<boolean> {
    return (await transaction.execute(DENY, [tokenDigest, expiresAt])) === 1;
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }

  purgeDenied(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE_DENIED[this.database.dialect], [now, limit]);
  }
}

interface StatusRow {
  readonly denied: number;
  readonly user_id: string | null;
  readonly asked_claims: string | null;
}
