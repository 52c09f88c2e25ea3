import type { Dialect } from '../platform/database/database.js';
import { Kind } from '../platform/declarations.js';

/**
 * What an authorization rests on: a session and, unless the client needs none, a consent. The statement that starts an
 * authorization also asks whether they are still there, so that nothing comes between. The rooms that own their tables give it
 * the SQL: a SELECT of the one row, which on PostgreSQL keeps the row until the transaction ends (`FOR KEY SHARE`), so that
 * who deletes it at the same time waits, and then finds the authorization. Parameters are SQL, such as `$4`.
 */
export type SessionGround = (dialect: Dialect, sid: string) => string;
/** As {@link SessionGround}: the consent that was given at this time. */
export type ConsentGround = (dialect: Dialect, userId: string, clientId: string, grantedAt: string) => string;

/** Selects the `user_id` of the session. Brought by one room. */
export const SESSION_GROUND = new Kind<SessionGround>('session that authorizations rest on');
/** Brought by one room. */
export const CONSENT_GROUND = new Kind<ConsentGround>('consent that authorizations rest on');
