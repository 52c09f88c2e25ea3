import { Injectable } from '@nestjs/common';
import type { Session } from '../../authentication/sessions/session.js';
import { SessionsService } from '../../authentication/sessions/sessions.service.js';
import type { Authorization } from '../../authorizations/authorization.js';
import { AuthorizationsService } from '../../authorizations/authorizations.service.js';
import { wasIssuedTo } from '../../clients/client.js';
import { satisfies } from '../../oauth/authentication-levels.js';
import { Cache } from '../../platform/cache/cache.js';
import { Clock } from '../../platform/clock.js';
import type { SentCookies } from '../../platform/http/cookies.js';
import type { KnownHost } from '../hosts/protected-hosts.service.js';
import { AccessCookies, type Entrance } from './access-cookie.js';
import { type AccessRule, admits, ruleFor } from './access-rule.js';
import type { AskedFor } from './forwarded-request.js';

/** Milliseconds for which a sign-out or a withdrawal may be unnoticed. */
const STALENESS = 5_000;
const ENTRANCES_KEPT = 10_000;

/** Why a person may not do what they ask for. */
export type Denial = 'not-admitted' | 'no-rule' | 'unclear';

/** What becomes of a request. */
export type Verdict =
  | {
      readonly kind: 'pass';
      /** Undefined: no one knows who it is, and no one needs to. */
      readonly session: Session | undefined;
      /** What the browser's cookie is to be renewed with; undefined: it is not due. */
      readonly renewal: Entrance | undefined;
    }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'denied'; readonly denial: Denial };

interface Visitor {
  readonly session: Session;
  readonly entrance: Entrance;
  readonly isDue: boolean;
}

/** Decides about requests to protected hosts: by the rules of the host, and by the session that the browser's cookie names. */
@Injectable()
export class Access {
  /** What of authorizations counts here, as long as they were not revoked. */
  private readonly authorizations: Cache<Pick<Authorization, 'clientId' | 'issuedAt' | 'userId' | 'sid'>>;

  constructor(
    private readonly cookies: AccessCookies,
    private readonly sessions: SessionsService,
    authorizations: AuthorizationsService,
    clock: Clock,
  ) {
    const load = async (id: string) => {
      const found = await authorizations.running(id);
      return found && { clientId: found.clientId, issuedAt: found.issuedAt, userId: found.userId, sid: found.sid };
    };
    this.authorizations = new Cache(clock, { load, staleness: STALENESS, capacity: ENTRANCES_KEPT });
  }

  async decide(asked: AskedFor, sent: SentCookies): Promise<Verdict> {
    const { host } = asked;
    const rule = ruleFor(host.rules, asked);
    if (rule === 'none') return { kind: 'denied', denial: 'no-rule' };
    if (rule === 'unclear') return { kind: 'denied', denial: 'unclear' };
    const visitor = await this.visitorOf(host, sent);
    if (rule.access === 'public') return passed(visitor);
    if (!visitor) return { kind: 'sign-in' };
    const { user, acr } = visitor.session;
    if (!admits(rule, user.roles, user.groups)) return { kind: 'denied', denial: 'not-admitted' };
    return isStrongEnough(rule, acr) ? passed(visitor) : { kind: 'sign-in' };
  }

  /** Who has the host's cookie, as long as both the session and what was authorized in it are there. */
  private async visitorOf(host: KnownHost, sent: SentCookies): Promise<Visitor | undefined> {
    const entrance = this.cookies.read(sent, host.host);
    const authorization = entrance && (await this.authorizations.get(entrance.authorizationId));
    if (!authorization || !wasIssuedTo(host.client, authorization)) return undefined;
    const session = await this.sessions.named(entrance.sid);
    if (session?.user.id !== authorization.userId || session.sid !== authorization.sid) return undefined;
    return { session, entrance, isDue: entrance.isDue };
  }
}

function isStrongEnough({ minimum_acr }: AccessRule, acr: string): boolean {
  return minimum_acr === undefined || satisfies(acr, minimum_acr);
}

function passed(visitor: Visitor | undefined): Verdict {
  return { kind: 'pass', session: visitor?.session, renewal: visitor?.isDue ? visitor.entrance : undefined };
}
