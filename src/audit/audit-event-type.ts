import { Kind } from '../platform/declarations.js';
import type { OcsfActivity } from './ocsf-activity.js';

/** A kind of act that the audit log records. Its name is stored, searched and sent to others, so it never changes. */
export interface AuditEventType {
  /**
   * What it happened to, in the singular, a dot, and what happened, in the past tense: `client.secret_rotated`. Words are
   * joined by `_`. At most 64 characters.
   */
  readonly name: string;
  /** One sentence for who reads the log. */
  readonly description: string;
  /** What it is for monitoring systems; left out: something that was done to an entity of this server. */
  readonly ocsf?: OcsfActivity;
  /** Whether the name is older than the rule above. */
  readonly isOldName?: boolean;
}

/** The types of a room, by a short name of its own. */
export type AuditEventTypes = Readonly<Record<string, AuditEventType>>;

/** What rooms record in the audit log; what no room declares cannot be recorded. */
export const AUDIT_EVENTS = new Kind<AuditEventType>('types of audit events');
