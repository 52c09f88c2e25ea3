import { Module } from '@nestjs/common';
import { AUDIT_EVENTS, type AuditEventTypes } from '../../src/audit/audit-event-type.js';
import { Declares } from '../../src/platform/declarations.js';

export const OLD_EVENTS = {
  odd: { name: 'old.odd', description: 'It was odd.' },
  even: { name: 'old.even', description: 'It was even.' },
  news: { name: 'old.news', description: 'It was news.' },
} satisfies AuditEventTypes;

/** Another room, whose events the server does not know. */
@Declares(AUDIT_EVENTS.of(...Object.values(OLD_EVENTS)))
@Module({})
export class OldRoom {}

/** An event as the server sends it. */
export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly [member: string]: unknown;
}
