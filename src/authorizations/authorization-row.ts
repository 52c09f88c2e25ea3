import type { AskedClaims } from '../oauth/claims-request.js';
import { readScope } from '../oauth/scope.js';
import type { Authorization } from './authorization.js';
import type { Rotations } from './rotations.js';

/** By name: a prepared statement that asks for `*` fails once a newer replica's migration has added a column. */
export const AUTHORIZATION_COLUMNS = `id, client_id, user_id, sid, scope, resources, asked_claims, authenticated_at, acr, amr, issued_at,
  generation, refresh_token_digest, rotations, idle_expires_at, expires_at, revoked_at`;

/** An authorization as the database keeps it, in the {@link AUTHORIZATION_COLUMNS}. */
export interface AuthorizationRow {
  readonly id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly sid: string;
  readonly scope: string;
  readonly resources: string;
  readonly asked_claims: string | null;
  readonly authenticated_at: number;
  readonly acr: string;
  readonly amr: string;
  readonly issued_at: number;
  readonly generation: number | null;
  readonly refresh_token_digest: string | null;
  readonly rotations: string | null;
  readonly idle_expires_at: number | null;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

export function authorizationOf(row: AuthorizationRow): Authorization {
  return {
    id: row.id,
    clientId: row.client_id,
    userId: row.user_id,
    sid: row.sid,
    scope: readScope(row.scope),
    resources: JSON.parse(row.resources) as string[],
    askedClaims: askedClaimsOf(row.asked_claims),
    authenticatedAt: row.authenticated_at,
    acr: row.acr,
    amr: row.amr.split(' '),
    issuedAt: row.issued_at,
    generation: row.generation,
    refreshTokenDigest: row.refresh_token_digest,
    rotations: row.rotations === null ? [] : (JSON.parse(row.rotations) as Rotations),
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export function askedClaimsOf(stored: string | null): AskedClaims | null {
  return stored === null ? null : (JSON.parse(stored) as AskedClaims);
}
