import type { AuditContext } from '../admin/actor.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { AuditService } from '../audit/audit.service.js';
import type { Clock } from '../platform/clock.js';
import { type Database, statement } from '../platform/database/database.js';

const END_CODES = statement('restored-end-codes', "DELETE FROM server_secrets WHERE name = 'authorization-code'");
const END_REQUESTS = statement('restored-end-requests', 'DELETE FROM parked_requests');
const END_LINKS = statement('restored-end-links', 'DELETE FROM password_tickets');
const END_SIGN_INS = statement('restored-end-sign-ins', 'DELETE FROM sign_ins');
const END_SESSIONS = statement('restored-end-sessions', 'DELETE FROM sessions');
const END_FAMILIES = statement('restored-end-families', 'UPDATE families SET revoked_at = $1 WHERE revoked_at IS NULL');

/** How many of each were ended. */
export interface EndedByRestore {
  readonly requests: number;
  readonly links: number;
  readonly sessions: number;
  readonly authorizations: number;
}

export interface EndRestoredOptions extends AuditContext {
  /** Sessions, refresh tokens and access tokens go on as they were when the backup was made. */
  readonly keepSessions: boolean;
}

/**
 * Ends what a restored database brings back although it was used or ended since the backup was made. These are statements on
 * tables of several parts, because no server may run: one that runs still has the key that codes are sealed with.
 * Without its key no code can be read, redeemed since or not (RFC 6749 §4.1.2: a code is used once), and the next start makes
 * another key. A server that still runs cannot store the old one: it only adds a key that is missing when it starts.
 */
export async function endRestored(
  database: Database,
  clock: Clock,
  { keepSessions, actor, facts }: EndRestoredOptions,
): Promise<EndedByRestore> {
  const audit = new AuditService(database, new AuditRepository(), clock);
  return database.transaction(
    async (transaction) => {
      await transaction.execute(END_CODES);
      const ended = {
        requests: await transaction.execute(END_REQUESTS),
        links: (await transaction.execute(END_LINKS)) + (await transaction.execute(END_SIGN_INS)),
        sessions: keepSessions ? 0 : await transaction.execute(END_SESSIONS),
        authorizations: keepSessions ? 0 : await transaction.execute(END_FAMILIES, [clock.now()]),
      };
      await audit.record({ type: 'database.restored', actor, details: { ended } }, facts, transaction);
      return ended;
    },
    { long: true },
  );
}
