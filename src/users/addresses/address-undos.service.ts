import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { AuditService } from '../../audit/audit.service.js';
import { after, DAY, type Instant } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { USER_EVENTS } from '../audit-events.js';
import { AccountLinks } from '../links/account-links.service.js';
import { accountOf, PasswordChoices } from '../passwords/password-choices.service.js';
import type { User } from '../user.js';
import { UsersService } from '../users.service.js';
import { type FormerAddress, UNDO_ADDRESS } from './own-addresses.service.js';

/** Takes from an account what was added to it at an instant or later, in the transaction that gives its address back. */
type UndoListener = (userId: string, since: Instant, transaction: Transaction, by: AuditContext) => Promise<void>;

/** Seconds before the change from which on a thief is taken to have been there: who has a session adds a key first. */
const BEFORE_THE_CHANGE = DAY;

/** Gives accounts their address back, if the reader of that address says that it was not they who changed it. */
@Injectable()
export class AddressUndos {
  private readonly listeners: UndoListener[] = [];

  constructor(
    private readonly links: AccountLinks,
    private readonly users: UsersService,
    private readonly choices: PasswordChoices,
    private readonly audit: AuditService,
  ) {}

  /** Called for rooms whose rows would let who changed the address in again. */
  onUndo(listener: UndoListener): void {
    this.listeners.push(listener);
  }

  /** Whose address is given back; undefined if the link is void. */
  async holder(text: string): Promise<User | undefined> {
    return (await this.links.find(UNDO_ADDRESS, text))?.user ?? undefined;
  }

  /**
   * Gives the account its address and a new password; every session ends, all that clients hold for the user, every link made
   * since the change, and what was added since a day before it, so that who changed the address has nothing left.
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
        const since = after(link.createdAt, -BEFORE_THE_CHANGE);
        for (const listener of this.listeners) await listener(user.id, since, transaction, { actor: user.id, facts });
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
