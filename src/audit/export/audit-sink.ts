import type { OcsfEvent } from './ocsf-event.js';

/** A place that takes events, one batch after the other. */
export interface AuditSink {
  /** Names its deliveries: `audit-export-file`. */
  readonly name: string;
  /** Takes a batch as a whole, oldest first. @throws Error if it has not taken it; the batch then comes again */
  write(events: readonly OcsfEvent[]): Promise<void>;
}

/** JSON without a line break, and a line break. */
export function linesOf(events: readonly OcsfEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
