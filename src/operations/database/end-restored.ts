import type { AuditContext } from '../../admin/actor.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { AuditService } from '../../audit/audit.service.js';
import { AuditEventCatalogue } from '../../audit/audit-event-catalogue.js';
import type { Clock } from '../../platform/clock.js';
import { ENDED_AFTER_RESTORE } from '../../platform/database/after-restore.js';
import type { Database } from '../../platform/database/database.js';
import type { Declarations } from '../../platform/declarations.js';
import { OPERATION_EVENTS } from '../audit-events.js';

/** How many of each were ended. */
export type EndedByRestore = Readonly<Record<string, number>>;

export interface EndRestoredOptions extends AuditContext {
  /** Sessions, refresh tokens and access tokens go on as they were when the backup was made. */
  readonly keepSessions: boolean;
}

/**
 * Ends what a restored database brings back although it was used or ended since the backup was made, as each room says. No
 * server may run: one that runs still has the key that codes are sealed with.
 */
export async function endRestored(
  database: Database,
  declarations: Declarations,
  clock: Clock,
  { keepSessions, actor, facts }: EndRestoredOptions,
): Promise<EndedByRestore> {
  const catalogue = new AuditEventCatalogue(Object.values(OPERATION_EVENTS));
  const audit = new AuditService(database, new AuditRepository(), clock, catalogue);
  return database.transaction(
    async (transaction) => {
      const ended: Record<string, number> = {};
      for (const { name, staysWithSessions, statement, values } of declarations.all(ENDED_AFTER_RESTORE)) {
        const stays = keepSessions && staysWithSessions;
        const count = stays ? 0 : await transaction.execute(statement, values?.(clock.now()));
        if (name !== undefined) ended[name] = (ended[name] ?? 0) + count;
      }
      await audit.record({ type: OPERATION_EVENTS.databaseRestored, actor, details: { ended } }, facts, transaction);
      return ended;
    },
    { long: true },
  );
}
