import { roomsOf } from '../../src/app.module.js';
import { AuditEventCatalogue } from '../../src/audit/audit-event-catalogue.js';
import { AUDIT_EVENTS, type AuditEventType } from '../../src/audit/audit-event-type.js';
import { Declarations } from '../../src/platform/declarations.js';

/** Every type of event that the server records. */
export const AUDIT_EVENT_TYPES = new Declarations(roomsOf({ metrics: {} })).all(AUDIT_EVENTS);

/** One more, for tests of the log itself. */
export const ACT: AuditEventType = { name: 'act.done', description: 'Something was done.' };

export const AUDIT_EVENT_CATALOGUE = new AuditEventCatalogue([...AUDIT_EVENT_TYPES, ACT]);
