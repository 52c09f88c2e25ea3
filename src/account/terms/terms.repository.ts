import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Database, statement, type Transaction } from '../../platform/database/database.js';
import type { Terms, TermsContents } from './terms.js';

const CURRENT = statement(
  'terms-current',
  `SELECT version, contents, published_at AS "publishedAt" FROM terms
   WHERE withdrawn_at IS NULL ORDER BY published_at DESC, version DESC LIMIT 1`,
);
const FIND = statement(
  'terms-find',
  'SELECT version, contents, published_at AS "publishedAt" FROM terms WHERE version = $1',
);
const PUBLISH = statement(
  'terms-publish',
  `INSERT INTO terms (version, contents, published_at) VALUES ($1, $2, $3)
   ON CONFLICT (version) DO UPDATE SET contents = excluded.contents, published_at = excluded.published_at, withdrawn_at = NULL`,
);
const WITHDRAW = statement('terms-withdraw', 'UPDATE terms SET withdrawn_at = $1 WHERE withdrawn_at IS NULL');
const ACCEPT = statement(
  'terms-accept',
  `INSERT INTO terms_acceptances (user_id, version, accepted_at) VALUES ($1, $2, $3)
   ON CONFLICT (user_id, version) DO NOTHING`,
);
const HAS_ACCEPTED = statement(
  'terms-has-accepted',
  'SELECT version FROM terms_acceptances WHERE user_id = $1 AND version = $2',
);
const ACCEPTANCES = statement(
  'terms-acceptances',
  `SELECT version, accepted_at AS "acceptedAt" FROM terms_acceptances WHERE user_id = $1 ORDER BY accepted_at, version`,
);
const ERASE = statement('terms-erase', 'DELETE FROM terms_acceptances WHERE user_id = $1');

/** What changes of the terms are announced under; the key is {@link IN_FORCE}. */
export const TERMS = 'terms';
export const IN_FORCE = 'in force';

/** That someone has accepted a version. */
export interface Acceptance {
  readonly version: string;
  readonly acceptedAt: Instant;
}

interface Row extends Omit<Terms, 'contents'> {
  readonly contents: string;
}

/** Every statement on terms and who has accepted them. */
@Injectable()
export class TermsRepository {
  constructor(private readonly database: Database) {}

  async current(connection: Pick<Transaction, 'query'> = this.database): Promise<Terms | undefined> {
    return termsOf((await connection.query<Row>(CURRENT))[0]);
  }

  async find(version: string, transaction: Transaction): Promise<Terms | undefined> {
    return termsOf((await transaction.query<Row>(FIND, [version]))[0]);
  }

  async publish({ version, contents, publishedAt }: Terms, transaction: Transaction): Promise<void> {
    await transaction.execute(PUBLISH, [version, JSON.stringify(contents), publishedAt]);
    await transaction.announce(TERMS, IN_FORCE);
  }

  /** @returns whether there were any in force */
  async withdraw(now: Instant, transaction: Transaction): Promise<boolean> {
    const count = await transaction.execute(WITHDRAW, [now]);
    await transaction.announce(TERMS, IN_FORCE);
    return count > 0;
  }

  async accept(userId: string, version: string, now: Instant, transaction: Transaction): Promise<void> {
    await transaction.execute(ACCEPT, [userId, version, now]);
  }

  async hasAccepted(userId: string, version: string): Promise<boolean> {
    return (await this.database.query(HAS_ACCEPTED, [userId, version])).length > 0;
  }

  /** Oldest first. */
  acceptances(userId: string): Promise<readonly Acceptance[]> {
    return this.database.query<Acceptance>(ACCEPTANCES, [userId]);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(ERASE, [userId]);
  }
}

function termsOf(row: Row | undefined): Terms | undefined {
  return row && { ...row, contents: JSON.parse(row.contents) as TermsContents };
}
