import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { FamiliesService } from '../families/families.service.js';
import { formatScope, parseScope, type Scope } from '../oauth/scope.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { ConsentsRepository } from './consents.repository.js';

/** What a user has allowed a client. */
export interface Consent {
  readonly clientId: string;
  readonly scope: Scope;
  readonly grantedAt: Instant;
}

/** Who allowed whom what. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly database: Database,
    private readonly consents: ConsentsRepository,
    private readonly families: FamiliesService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** What the user has allowed the client so far; empty where nothing. */
  async granted(userId: string, clientId: string): Promise<Scope> {
    return parseScope(await this.consents.scope(userId, clientId));
  }

  /** Adds to what the client was allowed before. Whatever two tabs allow at once adds up. */
  async allow(userId: string, clientId: string, scope: Scope, facts?: RequestFacts): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (transaction) => {
      await transaction.lock(`consent ${userId} ${clientId}`);
      const before = parseScope(await this.consents.scope(userId, clientId, transaction));
      const union = [...new Set([...before, ...scope])];
      await this.consents.store(userId, clientId, formatScope(union), now, transaction);
      const details = { scope: formatScope(scope) };
      await this.audit.record({ type: 'consent.allowed', actor: userId, clientId, details }, facts, transaction);
    });
  }

  /** Takes back all that the client was allowed, and with it every token it holds. */
  async withdraw(userId: string, clientId: string, facts?: RequestFacts): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await this.families.revokeFor(userId, clientId, transaction);
      if (!(await this.consents.remove(userId, clientId, transaction))) return;
      await this.audit.record({ type: 'consent.withdrawn', actor: userId, clientId }, facts, transaction);
    });
  }

  /** What the user has allowed, the newest first. */
  async list(userId: string): Promise<readonly Consent[]> {
    const stored = await this.consents.list(userId);
    return stored.map(({ clientId, scope, grantedAt }) => ({ clientId, scope: parseScope(scope), grantedAt }));
  }
}
