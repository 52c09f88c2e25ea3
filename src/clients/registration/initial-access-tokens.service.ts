import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { type CredentialTerms, isUsable, newCredential } from '../../admin/limited-credential.js';
import { AuditService } from '../../audit/audit.service.js';
import { InvalidToken } from '../../oauth/oauth-error.js';
import { after, Clock } from '../../platform/clock.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { REGISTRATION_EVENTS } from './audit-events.js';
import type { InitialAccessToken } from './initial-access-token.js';
import { InitialAccessTokensRepository } from './initial-access-tokens.repository.js';

/** Tokens that let others register clients (RFC 7591 §1.2). */
@Injectable()
export class InitialAccessTokensService {
  constructor(
    private readonly database: Database,
    private readonly repository: InitialAccessTokensRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @param terms by default it never expires and registers any number of clients @returns the new token, and its text, which is known now and never again */
  async create(
    terms: CredentialTerms,
    by: AuditContext = {},
  ): Promise<{ readonly token: InitialAccessToken; readonly text: string }> {
    const text = generateSecret();
    const now = this.clock.now();
    const expiresAt = terms.expiresIn === undefined ? null : after(now, terms.expiresIn);
    const token = newCredential({ expiresAt, maxUses: terms.maxUses ?? null }, terms, by, now);
    await this.database.transaction(async (transaction) => {
      await this.repository.insert(token, digest(text), transaction);
      const details = { id: token.id, after: described(token) };
      await this.audit.recordChange(REGISTRATION_EVENTS.tokenCreated, details, by, transaction);
    });
    return { token, text };
  }

  /** Oldest first; those that have expired are gone. */
  list(): Promise<readonly InitialAccessToken[]> {
    return this.repository.list();
  }

  /** Clients that were registered with it stay. @returns whether there was one */
  async delete(id: string, by: AuditContext = {}): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      const before = await this.repository.delete(id, transaction);
      if (!before) return false;
      const details = { id, before: described(before) };
      await this.audit.recordChange(REGISTRATION_EVENTS.tokenDeleted, details, by, transaction);
      return true;
    });
  }

  /** @throws InvalidToken if no client can be registered with it at present */
  async check(text: string): Promise<InitialAccessToken> {
    const token = await this.repository.find(digest(text));
    if (!token || !isUsable(token, this.clock.now())) throw unusable();
    return token;
  }

  /** Counts a use, with whatever else the transaction does. @throws InvalidToken if it is used up meanwhile */
  async use({ id }: InitialAccessToken, transaction: Transaction): Promise<void> {
    if (!(await this.repository.use(id, this.clock.now(), transaction))) throw unusable();
  }
}

/** A token as the audit log keeps it. */
function described({ description, expiresAt, maxUses, uses }: InitialAccessToken): object {
  return { description, expiresAt, maxUses, uses };
}

function unusable(): InvalidToken {
  return new InvalidToken(
    'the initial access token is unknown, expired or used up; ask an administrator for a new one',
  );
}
