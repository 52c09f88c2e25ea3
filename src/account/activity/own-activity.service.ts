import { Inject, Injectable } from '@nestjs/common';
import type { Page } from '../../admin/cursor.js';
import { AuditTrailService } from '../../audit/audit-trail.service.js';
import { presentEvent } from '../../audit/dto/audit-event.dto.js';
import type { StoredEvent } from '../../audit/stored-event.js';
import { type BrowserName, browserName } from '../../authentication/sessions/browser-name.js';
import { FACTORS, type Factor } from '../../factors/factor.js';
import { nameOfFactor } from '../../factors/factor-name.js';
import type { Instant } from '../../platform/clock.js';
import type { Peers } from '../../platform/peers.js';
import { isTextKey } from '../../platform/texts/catalogue.js';
import type { Message, TextKey } from '../../platform/texts/message.js';
import { Violations } from '../../platform/validation/violations.js';
import { USER_EVENTS } from '../../users/audit-events.js';
import type { User } from '../../users/user.js';
import { AccountApps } from '../account-apps.service.js';

/** Acts that a page shows. */
const SHOWN = 20;

/** Rounds in which one page looks for acts that have words: an administrator's log is full of others. */
const MOST_ROUNDS = 5;

/** What the audit log says of a changed account, or of a changed factor. */
interface Changed {
  readonly before?: Side;
  readonly after?: Side;
}
interface Side {
  readonly claims?: { readonly email?: string };
  readonly type?: string;
  readonly name?: string;
}

/** Something that was done by a person, or to the account. */
export interface OwnAct extends BrowserName {
  /** Whether the person did it: of others neither browser nor address is said, which are no business of the person. */
  readonly isOwn: boolean;
  /** A sentence about it, with `app` for the name of the app that it was about, or `none`. */
  readonly text: TextKey;
  readonly app: string;
  /** The factor that it was about. */
  readonly factor?: Message | undefined;
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
    @Inject(FACTORS.token) private readonly factors: Peers<Factor>,
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
    const { actor_type, address, user_agent, client_id, details } = presentEvent(event);
    const isOwn = event.actor === user;
    const { before = {}, after = {} } = details as Changed;
    const isOfAddress = event.type === USER_EVENTS.updated.name && before.claims?.email !== after.claims?.email;
    const text = `account.${isOwn ? 'event' : 'done'}.${isOfAddress ? 'user.address_changed' : event.type}`;
    if (!isTextKey(text) || (isOwn && actor_type === 'client')) return undefined;
    const app = client_id === undefined ? 'none' : await this.apps.nameOf(client_id, languages);
    const kind = this.factors.get(after.type ?? before.type ?? '');
    const factor = kind && nameOfFactor({ kind: kind.title, label: after.name ?? before.name ?? '' });
    return { text, app, factor, at: event.at, isOwn, ...(isOwn && { address, ...browserName(user_agent) }) };
  }
}
