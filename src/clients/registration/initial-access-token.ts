import type { LimitedCredential } from '../../admin/limited-credential.js';

/** A token that lets its holder register clients (RFC 7591 §1.2). The token itself is known to its holder only. */
export type InitialAccessToken = LimitedCredential;
