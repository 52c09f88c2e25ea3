import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { USER_EVENTS } from '../audit-events.js';
import { AccountLinks } from '../links/account-links.service.js';
import { accountOf, PasswordChoices } from '../passwords/password-choices.service.js';
import type { User } from '../user.js';
import { UsersService } from '../users.service.js';
import { type FormerAddress, UNDO_ADDRESS } from './own-addresses.service.js';

/** Gives accounts their address back, if the reader of that address says that it was not they who changed it. */
@Injectable()
export class AddressUndos {
  constructor(
    private readonly links: AccountLinks,
    private readonly users: UsersService,
    private readonly choices: PasswordChoices,
    private readonly audit: AuditService,
  ) {}

  /** Whose address is given back; undefined if the link is void. */
  async holder(text: string): Promise<User | undefined> {
    return (await this.links.find(UNDO_ADDRESS, text))?.user ?? undefined;
  }

  /**
   * Gives the account its address and a new password; every session ends, all that clients hold for the user, and every link
   * made since the change, so that who changed the address has nothing left.
   * @returns the user, or undefined if the link is void
   * @throws Violations if the password is not acceptable; the link is still good then
   */
  async undo(text: string, password: string, facts: RequestFacts): Promise<User | undefined> {
    const link = await this.links.find(UNDO_ADDRESS, text);
    if (!link?.user) return undefined;
    const former = link.data as FormerAddress;
    return this.choices.choose(accountOf(link.user), password, facts, {
      // The address until this moment is that of the person who took the account: it is not told.
      isTold: false,
      admit: (transaction) => this.links.use(UNDO_ADDRESS, text, link, transaction),
      andThen: async (user, transaction) => {
        await this.links.voidSince(user.id, link.createdAt, transaction);
        await this.giveBack(user, former, facts, transaction);
      },
    });
  }

  private async giveBack(
    user: User,
    { email, isVerified }: FormerAddress,
    facts: RequestFacts,
    transaction: Transaction,
  ): Promise<void> {
    const { email_verified: _, ...claims } = user.claims;
    const after = { ...user, claims: { ...claims, email, ...(isVerified && { email_verified: true }) } };
    await this.users.changeProfile(user.id, user, after, transaction, { actor: user.id, facts });
    const event = { type: USER_EVENTS.addressGivenBack, actor: user.id, details: { user: user.id } };
    await this.audit.record(event, facts, transaction);
  }
}
