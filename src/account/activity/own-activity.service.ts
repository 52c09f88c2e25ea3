import { Injectable } from '@nestjs/common';
import type { Page } from '../../admin/cursor.js';
import { AuditTrailService } from '../../audit/audit-trail.service.js';
import { presentEvent } from '../../audit/dto/audit-event.dto.js';
import type { StoredEvent } from '../../audit/stored-event.js';
import { type BrowserName, browserName } from '../../authentication/sessions/browser-name.js';
import type { Instant } from '../../platform/clock.js';
import { isTextKey } from '../../platform/texts/catalogue.js';
import type { TextKey } from '../../platform/texts/message.js';
import { Violations } from '../../platform/validation/violations.js';
import type { User } from '../../users/user.js';
import { AccountApps } from '../account-apps.service.js';

/** Acts that a page shows. */
const SHOWN = 20;

/** Rounds in which one page looks for acts that have words: an administrator's log is full of others. */
const MOST_ROUNDS = 5;

/** Something that was done by a person, or to the account. */
export interface OwnAct extends BrowserName {
  /** Whether the person did it: of others neither browser nor address is said, which are no business of the person. */
  readonly isOwn: boolean;
  /** A sentence about it, with `app` for the name of the app that it was about, or `none`. */
  readonly text: TextKey;
  readonly app: string;
  readonly at: Instant;
  readonly address?: string | undefined;
}

/**
 * What a person has done and what others did to the account, as the audit log tells. Both are found by an index, so that no one can
 * make the server read the whole log.
 */
@Injectable()
export class OwnActivity {
  constructor(
    private readonly trail: AuditTrailService,
    private readonly apps: AccountApps,
  ) {}

  /**
   * Newest first.
   * @param cursor of the page before; one that is none counts as none
   * @param languages of the reader, the most wanted first
   */
  async list({ id }: User, cursor: string | undefined, languages: readonly string[]): Promise<Page<OwnAct>> {
    const items: OwnAct[] = [];
    let next = cursor;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const page = await this.read(id, SHOWN - items.length, next);
      for (const event of page.items) {
        const act = await this.actOf(event, id, languages);
        if (act) items.push(act);
      }
      next = page.next;
      if (next === undefined || items.length >= SHOWN) break;
    }
    return { items, next };
  }

  private async read(user: string, limit: number, cursor: string | undefined): Promise<Page<StoredEvent>> {
    try {
      return await this.trail.concerning(user, limit, cursor);
    } catch (error) {
      if (!(error instanceof Violations)) throw error;
      return this.trail.concerning(user, limit, undefined);
    }
  }

  /** Undefined if there are no words for it: it says nothing to the person, or a client did it whose identifier is the same. */
  private async actOf(event: StoredEvent, user: string, languages: readonly string[]): Promise<OwnAct | undefined> {
    const { actor_type, address, user_agent, client_id } = presentEvent(event);
    const isOwn = event.actor === user;
    const text = `account.${isOwn ? 'event' : 'done'}.${event.type}`;
    if (!isTextKey(text) || (isOwn && actor_type === 'client')) return undefined;
    const app = client_id === undefined ? 'none' : await this.apps.nameOf(client_id, languages);
    return { text, app, at: event.at, isOwn, ...(isOwn && { address, ...browserName(user_agent) }) };
  }
}
