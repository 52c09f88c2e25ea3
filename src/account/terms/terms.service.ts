import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { AuditService } from '../../audit/audit.service.js';
import { Cache } from '../../platform/cache/cache.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { Conflict } from '../../platform/validation/refusals.js';
import { throwViolations } from '../../platform/validation/violations.js';
import { TERMS_EVENTS } from './audit-events.js';
import { type Terms, type TermsContents, termsMistakes } from './terms.js';
import { IN_FORCE, TERMS, TermsRepository } from './terms.repository.js';

/** Milliseconds after which another process sees new terms at the latest; on PostgreSQL it sees them at once. */
const STALENESS = 5_000;

const OTHER_CONTENTS = 'was in force with other contents, which people may have accepted; give these another version';

/** The terms of use that people accept before they are signed in. */
@Injectable()
export class TermsService {
  /** Null: no terms are in force. So a sign-in asks the database at most every {@link STALENESS}. */
  private readonly cache: Cache<Terms | null>;

  constructor(
    private readonly repository: TermsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {
    const load = async () => (await this.repository.current()) ?? null;
    this.cache = new Cache(clock, { load, staleness: STALENESS, capacity: 1 });
    database.onChange(TERMS, () => this.cache.forget());
  }

  /** What is in force; undefined: nothing. */
  async current(): Promise<Terms | undefined> {
    return (await this.cache.get(IN_FORCE)) ?? undefined;
  }

  /** The terms that someone has still to accept; undefined: none. */
  async toAccept(userId: string): Promise<Terms | undefined> {
    const terms = await this.current();
    return terms && !(await this.repository.hasAccepted(userId, terms.version)) ? terms : undefined;
  }

  /**
   * Puts a version in force; everyone accepts it at the next sign-in who has not done so. The version that is in force can
   * be corrected: who has accepted it need not do so once more. An older one cannot: it stays what people accepted.
   * @throws Violations, Conflict
   */
  publish(version: string, contents: TermsContents, by: AuditContext): Promise<Terms> {
    throwViolations(termsMistakes(version, contents));
    return this.database.transaction(async (transaction) => {
      const { before, isSame, isInForce } = await this.compare(version, contents, transaction);
      if (before && !isInForce && !isSame) throw new Conflict(OTHER_CONTENTS, '/version');
      return this.store(version, contents, transaction, by);
    });
  }

  /** A version that was never here is put in force, that in force is corrected; an older one stays as it is. @throws Violations */
  async applyBootstrap(
    { version, contents }: Pick<Terms, 'version' | 'contents'>,
    transaction: Transaction,
  ): Promise<void> {
    throwViolations(termsMistakes(version, contents));
    const { before, isSame, isInForce } = await this.compare(version, contents, transaction);
    if (before && (!isInForce || isSame)) return;
    await this.store(version, contents, transaction, {});
  }

  /** What there is of the version already. */
  private async compare(version: string, contents: TermsContents, transaction: Transaction) {
    const before = await this.repository.find(version, transaction);
    const current = await this.repository.current(transaction);
    const isSame = isDeepStrictEqual(before?.contents, contents);
    return { before, isSame, isInForce: current?.version === version };
  }

  /** @returns whether any were in force */
  withdraw(by: AuditContext): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      const before = await this.repository.current(transaction);
      if (!(await this.repository.withdraw(this.clock.now(), transaction))) return false;
      const details = { before: { version: before?.version } };
      await this.audit.recordChange(TERMS_EVENTS.withdrawn, details, by, transaction);
      return true;
    });
  }

  async accept(userId: string, version: string, facts: RequestFacts, transaction: Transaction): Promise<void> {
    await this.repository.accept(userId, version, this.clock.now(), transaction);
    const event = { type: TERMS_EVENTS.accepted, actor: userId, details: { version } };
    await this.audit.record(event, facts, transaction);
  }

  private async store(
    version: string,
    contents: TermsContents,
    transaction: Transaction,
    by: AuditContext,
  ): Promise<Terms> {
    const current = await this.repository.current(transaction);
    // What is published last is in force, also if the clock of another replica is ahead.
    const now = Math.max(this.clock.now(), (current?.publishedAt ?? 0) + 1);
    const publishedAt = current?.version === version ? current.publishedAt : now;
    const terms = { version, contents, publishedAt };
    await this.repository.publish(terms, transaction);
    const details = { before: { version: current?.version }, after: { version } };
    await this.audit.recordChange(TERMS_EVENTS.published, details, by, transaction);
    return terms;
  }
}
