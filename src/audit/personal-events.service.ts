import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../admin/personal-data.js';
import { AuditTrailService } from './audit-trail.service.js';
import { type AuditEventDto, presentEvent } from './dto/audit-event.dto.js';
import type { StoredEvent } from './stored-event.js';

/** What the audit log says by and about people. */
@Injectable()
export class PersonalEvents implements PersonalRecords {
  constructor(private readonly trail: AuditTrailService) {}

  /** What the person did, and what was done to their account or tried with their username; oldest first. */
  async exportOf({ id, username }: Person): Promise<readonly AuditEventDto[]> {
    const found = new Map<string, StoredEvent>();
    // A client of older days may have the identifier too; what it did is not the person's.
    for await (const event of this.trail.export({ actor: id }))
      if (presentEvent(event).actor_type !== 'client') found.set(event.id, event);
    for (const filter of [{ text: member('user', id) }, { text: member('username', username) }])
      for await (const event of this.trail.export(filter)) found.set(event.id, event);
    const events = [...found.values()].sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
    return events.map(presentEvent);
  }

  /** Nothing: the log is evidence, and a chain from which no event can be taken; it goes when its retention ends. */
  async erase(): Promise<void> {}
}

/** The member as it stands in JSON. */
function member(name: string, value: string): string {
  return JSON.stringify({ [name]: value }).slice(1, -1);
}
