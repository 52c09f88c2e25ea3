import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { SignOuts } from '../sign-out/sign-outs.service.js';
import { type BrowserName, browserName } from './browser-name.js';
import type { Session } from './session.js';
import { SessionLists } from './session-lists.repository.js';
import { SessionOrigins } from './session-origins.service.js';

/** Sessions that are shown at most. */
const MOST_SHOWN = 100;

/** A session as its person knows it. */
export interface OwnSession extends BrowserName {
  readonly sid: string;
  /** Whether it is the one in which the person asks. */
  readonly isThis: boolean;
  /** From where it was started; undefined if that is not known any more. */
  readonly address: string | undefined;
  readonly authenticatedAt: Instant;
  readonly lastSeenAt: Instant;
}

/** Where a person is signed in, for the person. Clients hear of each session that is ended here. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionLists,
    private readonly origins: SessionOrigins,
    private readonly signOuts: SignOuts,
    private readonly clock: Clock,
  ) {}

  /** This one first, then those that were used last. */
  async list({ user, sid: current }: Session): Promise<readonly OwnSession[]> {
    const running = await this.sessions.list(user.id, this.clock.now(), MOST_SHOWN);
    const origins = await this.origins.of(user.id, running);
    const shown = running.map(({ sid, authenticatedAt, lastSeenAt }): OwnSession => {
      const origin = origins.get(sid);
      const { address, user_agent } = origin ?? {};
      return { sid, isThis: sid === current, address, authenticatedAt, lastSeenAt, ...browserName(user_agent) };
    });
    return shown.toSorted(
      (one, other) => Number(other.isThis) - Number(one.isThis) || other.lastSeenAt - one.lastSeenAt,
    );
  }

  /** Ends another session of the same person. @returns false if the person has no such session, or it is this one */
  async end({ user, sid: current }: Session, sid: string, facts: RequestFacts): Promise<boolean> {
    if (sid === current) return false;
    return this.database.transaction((transaction) =>
      this.signOuts.endOneOf(user.id, sid, transaction, { actor: user.id, facts }),
    );
  }

  /** Ends every other session of the person. */
  async endOthers({ user, sid }: Session, facts: RequestFacts): Promise<number> {
    return this.database.transaction((transaction) =>
      this.signOuts.endOthersOf(user.id, sid, transaction, { actor: user.id, facts }),
    );
  }
}
