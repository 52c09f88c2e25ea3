import { Injectable } from '@nestjs/common';
import type { Actor } from '../admin/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import { CLIENTS } from '../clients/clients.repository.js';
import { formatScope, readScope, type Scope } from '../oauth/scope.js';
import { Cache } from '../platform/cache/cache.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { CONSENT_EVENTS } from './audit-events.js';
import { CONSENTS, ConsentsRepository, consentKey, type StoredConsent } from './consents.repository.js';

/** What a user has allowed a client. */
export interface Consent {
  readonly clientId: string;
  readonly scope: Scope;
  /** When something was allowed first; what is allowed later adds to it. */
  readonly grantedAt: Instant;
}

/** Milliseconds for which a consent is kept in memory. */
const STALENESS = 5_000;
const CACHED_CONSENTS = 10_000;

/** Who allowed whom what. */
@Injectable()
export class ConsentService {
  private readonly cache: Cache<Consent>;

  constructor(
    private readonly database: Database,
    private readonly consents: ConsentsRepository,
    private readonly authorizations: AuthorizationsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {
    this.cache = new Cache(clock, {
      load: (key) => this.load(key),
      staleness: STALENESS,
      capacity: CACHED_CONSENTS,
    });
    database.onChange(CONSENTS, (key) => this.cache.forget(key));
    // Consents go with their client.
    database.onChange(CLIENTS, () => this.cache.forget());
  }

  /** What the user has allowed the client so far; undefined if nothing. Kept only if every change is heard of at once. */
  find(userId: string, clientId: string): Promise<Consent | undefined> {
    const key = consentKey(userId, clientId);
    return this.database.hearsOtherProcesses ? this.cache.get(key) : this.load(key);
  }

  private async load(key: string): Promise<Consent | undefined> {
    const [userId, clientId] = JSON.parse(key) as [string, string];
    const stored = await this.consents.find(userId, clientId);
    return stored && consentOf(stored);
  }

  /** Adds to what the client was allowed before. Whatever two tabs allow at once adds up. Nothing is allowed to a client that is gone. */
  async allow(userId: string, clientId: string, scope: Scope, facts?: RequestFacts): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (transaction) => {
      await transaction.lock(`consent ${userId} ${clientId}`);
      const before = await this.consents.find(userId, clientId, transaction);
      const union = [...new Set([...readScope(before?.scope), ...scope])];
      if (!(await this.consents.store(userId, clientId, formatScope(union), now, transaction))) return;
      const details = { scope: formatScope(scope) };
      await this.audit.record({ type: CONSENT_EVENTS.allowed, actor: userId, clientId, details }, facts, transaction);
    });
  }

  /**
   * Takes back all that the client was allowed, and with it every token it holds.
   * @param actor who does; left out: the user
   * @returns whether the client was allowed anything; if not, nothing ends
   */
  async withdraw(userId: string, clientId: string, facts?: RequestFacts, actor: Actor = userId): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      // First the consent, so that no code that rests on it can be redeemed afterwards.
      const scope = await this.consents.remove(userId, clientId, transaction);
      if (scope === undefined) return false;
      await this.authorizations.revokeFor(userId, clientId, transaction);
      const event = { type: CONSENT_EVENTS.withdrawn, actor, clientId, details: { user: userId, before: { scope } } };
      await this.audit.record(event, facts, transaction);
      return true;
    });
  }

  /** What the user has allowed, the newest first. */
  async list(userId: string): Promise<readonly Consent[]> {
    return (await this.consents.list(userId)).map(consentOf);
  }
}

function consentOf({ clientId, scope, grantedAt }: StoredConsent): Consent {
  return { clientId, scope: readScope(scope), grantedAt };
}
