import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { throwViolations } from '../../platform/validation/violations.js';
import { claimMistakes } from '../claim-rules.js';
import { sameProfile } from '../declared-user.js';
import type { User, UserClaims } from '../user.js';
import { UsersRepository } from '../users.repository.js';
import { UsersService } from '../users.service.js';

/** Claims by their wire names; an empty text takes one away. */
export type ClaimTexts = Readonly<Record<string, string>>;

/** What people change of their own profile. */
@Injectable()
export class OwnProfiles {
  constructor(
    private readonly users: UsersService,
    private readonly repository: UsersRepository,
    private readonly database: Database,
  ) {}

  /** Whether the account is kept here; if not, its store alone changes it. */
  async areKeptHere({ id }: Pick<User, 'id'>): Promise<boolean> {
    return (await this.repository.find(id)) !== undefined;
  }

  /**
   * Gives the account these claims; the others stay.
   * @returns the user as after that; undefined if the account is not kept here, or not any more
   * @throws Violations
   */
  async change({ id }: Pick<User, 'id'>, texts: ClaimTexts, facts: RequestFacts): Promise<User | undefined> {
    throwViolations(claimMistakes(texts));
    return this.database.transaction(async (transaction) => {
      await transaction.lock(`user ${id}`);
      const before = (await this.repository.find(id, transaction))?.user;
      if (!before || before.disabled) return undefined;
      const after = { ...before, claims: changed(before.claims, texts) };
      if (sameProfile(before, after)) return before;
      await this.users.changeProfile(id, before, after, transaction, { actor: id, facts });
      return (await this.repository.find(id, transaction))?.user;
    });
  }
}

/** Another telephone number was not verified. */
function changed(claims: UserClaims, texts: ClaimTexts): UserClaims {
  const after: Record<string, unknown> = { ...claims, ...texts };
  for (const [name, text] of Object.entries(texts)) if (text === '') delete after[name];
  if (after.phone_number !== claims.phone_number) delete after.phone_number_verified;
  return after as UserClaims;
}
